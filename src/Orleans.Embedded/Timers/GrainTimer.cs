namespace Orleans.Runtime;

/// <summary>Ticks are calls that the activation makes to itself: they queue, run as turns, and never overlap.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private static readonly RuntimeMethod _tick = new("timer", alwaysInterleave: false);
    private static readonly RuntimeMethod _interleavingTick = new("timer", alwaysInterleave: true);

    private readonly CancellationTokenSource _disposed = new();
    private readonly Activation _activation;
    private readonly Func<CancellationToken, Task> _callback;
    private readonly RuntimeMethod _method;
    private readonly bool _keepAlive;
    private readonly ITimer _timer;
    private TimeSpan _dueTime;
    private TimeSpan _period;
    private int _firing;
    private bool _changed;

    private GrainTimer(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        _activation = activation;
        _callback = callback;
        _method = options.Interleave ? _interleavingTick : _tick;
        _keepAlive = options.KeepAlive;
        using var flow = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
        _timer = activation.Silo.Time.CreateTimer(
            static state => ((GrainTimer)state!).OnDue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        Check(dueTime);
        Check(period);
        _changed = true;
        _dueTime = dueTime;
        _period = period;
        if (Volatile.Read(ref _firing) == 0 && !_disposed.IsCancellationRequested)
        {
            _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _activation.Remove(this);
        try
        {
            _disposed.Cancel();
        }
        catch (Exception exception)
        {
            _activation.LogTimerFailed(exception);
        }
    }

    internal static GrainTimer Start(Activation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        if (!ReferenceEquals(Activation.OnThisThread, activation))
        {
            throw new InvalidOperationException("A grain timer can only be made in a turn of its grain, not from a thread of the pool.");
        }

        Check(options.DueTime);
        Check(options.Period);
        var timer = new GrainTimer(activation, callback, options);
        activation.Add(timer);
        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    private static void Check(TimeSpan time)
    {
        // The limits of System.Threading.Timer.
        ArgumentOutOfRangeException.ThrowIfLessThan((long)time.TotalMilliseconds, -1, nameof(time));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)time.TotalMilliseconds, uint.MaxValue - 1, nameof(time));
    }

    private void OnDue()
    {
        // A tick may have been under way to the pool while the timer was changed.
        if (Interlocked.Exchange(ref _firing, 1) == 0)
        {
            _activation.Post(new Tick(this));
        }
    }

    private Task Fire()
    {
        _changed = false;
        return _disposed.IsCancellationRequested ? Task.CompletedTask : _callback(_disposed.Token) ?? Task.CompletedTask;
    }

    private void OnFired(Exception? error)
    {
        if (error is not null)
        {
            _activation.LogTimerFailed(error);
        }

        Volatile.Write(ref _firing, 0);
        if (!_disposed.IsCancellationRequested)
        {
            _timer.Change(_changed ? _dueTime : _period, Timeout.InfiniteTimeSpan);
        }
    }

    private sealed class Tick(GrainTimer timer) : GrainRequest(timer._method)
    {
        private Task? _fired;

        internal override bool KeepsAlive => timer._keepAlive;

        internal override void Invoke(Activation activation)
        {
            try
            {
                _fired = timer.Fire();
            }
            catch (Exception exception)
            {
                _fired = Task.FromException(exception);
            }

            if (_fired.IsCompleted)
            {
                OnCompleted();
            }
            else
            {
                _fired.GetAwaiter().UnsafeOnCompleted(OnCompleted);
            }
        }

        /// <summary>A tick belongs to this activation; it ends with it.</summary>
        internal override bool TryMove() => false;

        internal override void Deliver()
        {
        }

        internal override void SetError(Exception exception)
        {
        }

        private void OnCompleted()
        {
            Target!.Finish(this, answer: false);
            timer.OnFired(_fired!.Exception?.InnerException);
        }
    }
}
