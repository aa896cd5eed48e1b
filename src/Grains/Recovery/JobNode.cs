using Microsoft.Extensions.Options;

namespace SkillFlaw.Grains.Recovery;

/// <summary>This process as one that executes jobs, which it may as long as others know that it lives.</summary>
internal sealed class JobNode(IOptions<NodeOptions> options, TimeProvider clock) : IJobNode, IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _left = new();
    private CancellationTokenSource _lease = new();
    private long _lastBeat = clock.GetTimestamp();

    /// <inheritdoc />
    public Guid Id { get; } = Guid.NewGuid();

    /// <inheritdoc />
    public TimeSpan TakeOverAfter => options.Value.TakeOverAfter;

    /// <inheritdoc />
    public CancellationToken Lease
    {
        get
        {
            Check();
            lock (_gate)
            {
                return _lease.Token;
            }
        }
    }

    /// <summary>Takes over what a node that is gone has left, beside the jobs of builds.</summary>
    public Func<Guid, CancellationToken, Task> WhenGone { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Called when nothing is executed any more.</summary>
    public void Dispose()
    {
        _lease.Dispose();
        _left.Dispose();
    }

    /// <summary>Cancelled when the process is being stopped: it executes no jobs any more, and has nothing new to tell of them.</summary>
    public CancellationToken Left => _left.Token;

    /// <summary>Gives all jobs up for good. Whoever starts next goes on with them.</summary>
    public void Leave()
    {
        _left.Cancel();
        CancellationTokenSource lease;
        lock (_gate)
        {
            lease = _lease;
        }

        lease.Cancel();
    }

    /// <summary>The node has said that it lives.</summary>
    /// <param name="began">When it began to say so.</param>
    public void Renew(long began)
    {
        // Too late is too late, also when nobody has looked since: after a pause of the process this may come before any check.
        Check();
        lock (_gate)
        {
            _lastBeat = Math.Max(_lastBeat, began);
            if (_lease.IsCancellationRequested && !_left.IsCancellationRequested && clock.GetElapsedTime(_lastBeat) < options.Value.GiveUpAfter)
            {
                _lease = new CancellationTokenSource();
            }
        }
    }

    /// <summary>Gives the jobs up if too much time has passed, also while this process did not run.</summary>
    public void Check()
    {
        CancellationTokenSource lost;
        lock (_gate)
        {
            if (clock.GetElapsedTime(_lastBeat) < options.Value.GiveUpAfter || _lease.IsCancellationRequested)
            {
                return;
            }

            lost = _lease;
        }

        lost.Cancel();
    }
}
