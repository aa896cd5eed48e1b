using System.Collections.Concurrent;

namespace SkillFlaw.GrainRuntime.Tests;

/// <summary>A named place where grains and tests meet. Grains reach it by its name: nothing but a string can be passed to them.</summary>
public sealed class Gate
{
    private static readonly ConcurrentDictionary<string, Gate> _gates = new();
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private int _arrived;

    /// <summary>How many have arrived so far.</summary>
    public int Arrived => Volatile.Read(ref _arrived);

    public static Gate Named(string name) => _gates.GetOrAdd(name, _ => new());

    /// <summary>Lets all through, now and later.</summary>
    public void Open() => _open.TrySetResult();

    /// <summary>Arrives, and waits until the gate is open.</summary>
    public Task PassAsync(CancellationToken cancellationToken = default)
    {
        Arrive();
        return _open.Task.WaitAsync(_limit, cancellationToken);
    }

    public void Arrive()
    {
        lock (_lock)
        {
            _arrived++;
            foreach (var (count, reached) in _waiting)
            {
                if (count <= _arrived)
                {
                    reached.TrySetResult();
                }
            }
        }
    }

    /// <summary>Waits until so many in all have arrived.</summary>
    public async Task WaitForAsync(int count = 1)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_arrived >= count)
            {
                return;
            }

            _waiting.Add((count, reached));
        }

        try
        {
            await reached.Task.WaitAsync(_limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Arrived} of {count} arrived at the gate within {_limit}.");
        }
    }
}
