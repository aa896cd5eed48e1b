using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>From the first call to the last: activation, collection, deactivation, and the hand-over of calls that still wait.</summary>
internal sealed partial class Activation
{
    private GrainReference? _reference;
    private AsyncServiceScope? _services;
    private TaskCompletionSource? _deactivated;
    private ConcurrentExclusiveSchedulerPair? _late;
    private List<GrainTimer>? _timers;
    private DeactivationReason? _reason;
    private CancellationToken _deactivationToken;
    private volatile Stage _stage;
    private bool _draining;
    private long _keepUntil;

    private enum Stage
    {
        New,
        Activating,
        Active,
        Deactivating,
        Closed,
    }

    public IGrainTarget? Successor { get; private set; }

    public bool IsIdle => _mailbox.IsIdle && _running == 0;

    public Task Deactivated
    {
        get
        {
            var task = LazyInitializer.EnsureInitialized(
                ref _deactivated, static () => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            if (IsClosed)
            {
                _deactivated.TrySetResult();
            }

            return task;
        }
    }

    /// <summary>True from the call that wakes the grain to the end of <see cref="IGrainBase.OnActivateAsync"/>.</summary>
    internal bool IsActivating => _stage is Stage.Activating;

    private bool IsClosed => _stage is Stage.Closed;

    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default) =>
        Deactivate(deactivationReason, draining: false, cancellationToken);

    public Task DrainAsync(DeactivationReason reason)
    {
        var deactivated = Deactivated;
        Deactivate(reason, draining: true, _silo.Stopped);
        return deactivated;
    }

    public void CollectIfIdle(long now)
    {
        if (IsIdle && now - Volatile.Read(ref _lastUsed) >= _class.CollectionAge)
        {
            Post(new CollectTurn());
        }
    }

    internal void DelayDeactivation(TimeSpan time) => Volatile.Write(ref _keepUntil, time == Timeout.InfiniteTimeSpan
        ? long.MaxValue
        : time <= TimeSpan.Zero ? 0 : _silo.Now + (long)time.TotalMilliseconds);

    internal void Add(GrainTimer timer) => (_timers ??= []).Add(timer);

    internal void Remove(GrainTimer timer) => _timers?.Remove(timer);

    private void Deactivate(DeactivationReason reason, bool draining, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(_onThisThread, this))
        {
            SetReason(reason, draining, cancellationToken);
        }
        else
        {
            Post(new DeactivateTurn(reason, draining, cancellationToken));
        }
    }

    private void SetReason(DeactivationReason reason, bool draining, CancellationToken cancellationToken)
    {
        _draining |= draining;
        if (_reason is null)
        {
            _reason = reason;
            _deactivationToken = cancellationToken;
        }

        _pump = true;
    }

    private void BeginActivation(GrainRequest cause)
    {
        _stage = Stage.Activating;
        _current = cause;
        _ = ActivateAsync();
        _current = null;
    }

    private async Task ActivateAsync()
    {
        try
        {
            using var limit = new CancellationTokenSource();
            await WithinAsync(ActivateInstanceAsync(limit.Token), _silo.Collection.ActivationTimeout, limit, "activated");
            _stage = Stage.Active;
            _lastUsed = _silo.Now;
        }
        catch (Exception exception)
        {
            LogActivationFailed(exception);
            await EndAsync(exception);
            return;
        }

        _pump = true;
    }

    private async Task ActivateInstanceAsync(CancellationToken cancellationToken)
    {
        _services = _silo.Services.CreateAsyncScope();
        Instance = _class.Create(this, out var states);
        foreach (var state in states)
        {
            await state.ReadStateAsync(cancellationToken);
        }

        if (Instance is IGrainBase grain)
        {
            await grain.OnActivateAsync(cancellationToken);
        }
    }

    /// <summary>Begins deactivation when it was asked for and no call runs; true when the activation takes no more calls.</summary>
    private bool TryBeginDeactivation()
    {
        if (_reason is null || _running > 0)
        {
            return _reason is not null && !_draining;
        }

        SendFirstAnswerFromPool();
        switch (_stage)
        {
            case Stage.New:
                _stage = Stage.Deactivating;
                _ = EndAsync(null);
                return true;
            case Stage.Active when !_draining || (!IsProducing && _firstWaiting is null && PeekNext() is null or TaskItem):
                _stage = Stage.Deactivating;
                _ = DeactivateAsync();
                return true;
            default:
                // Activating, or draining: what is in the mailbox runs first.
                return true;
        }
    }

    private async Task DeactivateAsync()
    {
        _workers?.Remove(this);
        var reason = _reason!.Value;
        StopTimers();
        await EndEnumerationsAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_deactivationToken);
        try
        {
            if (Instance is IGrainBase grain)
            {
                var goodbye = grain.OnDeactivateAsync(reason, limit.Token).WaitAsync(_deactivationToken);
                await WithinAsync(goodbye, _silo.Collection.DeactivationTimeout, limit, "deactivated");
            }
        }
        catch (Exception exception)
        {
            LogDeactivationFailed(exception);
        }

        await EndAsync(null);
    }

    /// <summary>Waits for a step of the grain's life; past its limit, cancels it and goes on.</summary>
    private async Task WithinAsync(Task step, TimeSpan limit, CancellationTokenSource cancellation, string done)
    {
        if (step.IsCompleted)
        {
            await step;
            return;
        }

        try
        {
            await step.WaitAsync(limit, _silo.Time);
        }
        catch (TimeoutException) when (!step.IsCompleted)
        {
            await cancellation.CancelAsync();
            throw new TimeoutException($"Grain {GrainId} was not {done} within {limit}.");
        }
    }

    private void StopTimers()
    {
        foreach (var timer in _timers?.ToArray() ?? [])
        {
            timer.Dispose();
        }
    }

    /// <summary>Disposes of the grain and closes the mailbox. What waits fails with <paramref name="failure"/>, or moves to a successor.</summary>
    private async Task EndAsync(Exception? failure)
    {
        StopTimers();
        await DisposeAsync(Instance);
        await DisposeAsync(_services);
        _workers?.Remove(this);
        Instance = null;
        Close(failure);
        _deactivated?.TrySetResult();
    }

    private async Task DisposeAsync(object? disposable)
    {
        try
        {
            switch (disposable)
            {
                case IAsyncDisposable asynchronous:
                    var disposing = asynchronous.DisposeAsync();
                    if (!disposing.IsCompletedSuccessfully)
                    {
                        using var unused = new CancellationTokenSource();
                        await WithinAsync(disposing.AsTask(), _silo.Collection.DeactivationTimeout, unused, "disposed of");
                    }

                    break;
                case IDisposable synchronous:
                    synchronous.Dispose();
                    break;
            }
        }
        catch (Exception exception)
        {
            LogDeactivationFailed(exception);
        }
    }

    private void Close(Exception? failure)
    {
        // The successor is known before the mailbox closes: a sender that finds it closed may update the directory first, and
        // its next call must come after the ones that moved.
        do
        {
            while (TakeWaiting() is { } request)
            {
                if (request.IsAnswered)
                {
                    request.Release();
                }
                else if (failure is not null)
                {
                    request.Fail(failure);
                }
                else if (!request.TryMove())
                {
                    continue;
                }
                else if (_workers is not null)
                {
                    _workers.Repost(request);
                }
                else
                {
                    Successor ??= new Activation(_silo, _class, GrainId, idle: false);
                    Successor.TryPost(request);
                }
            }
        }
        while (!_mailbox.TryClose());

        _stage = Stage.Closed;
        if (_workers is null)
        {
            _silo.Replace(this, GrainId);
            if (Successor is Activation successor)
            {
                ThreadPool.UnsafeQueueUserWorkItem(successor, preferLocal: false);
                Successor = null;
            }
        }
    }

    /// <summary>The next call that will not run here any more. Leftover continuations of the grain's own code run on.</summary>
    private GrainRequest? TakeWaiting()
    {
        if (_firstWaiting is { } waiting)
        {
            _firstWaiting = (GrainRequest?)waiting.Next;
            waiting.Next = null;
            return waiting;
        }

        while (TakeNext() is { } item)
        {
            switch (item)
            {
                case GrainRequest request:
                    return request;
                case TaskItem continuation:
                    QueueLate(continuation.Task);
                    break;
            }
        }

        return null;
    }

    /// <summary>Code that a grain started and did not wait for may outlive its activation. It still runs one turn at a time.</summary>
    private void QueueLate(Task task)
    {
        var late = LazyInitializer.EnsureInitialized(ref _late, static () => new ConcurrentExclusiveSchedulerPair());
        Task.Factory.StartNew(
            () =>
            {
                _onThisThread = this;
                TryExecuteTask(task);
                _onThisThread = null;
            },
            CancellationToken.None,
            TaskCreationOptions.DenyChildAttach,
            late.ExclusiveScheduler);
    }

    private sealed class DeactivateTurn(DeactivationReason reason, bool draining, CancellationToken cancellationToken) : WorkItem
    {
        internal override void Run(Activation activation) => activation.SetReason(reason, draining, cancellationToken);
    }

    private sealed class CollectTurn : WorkItem
    {
        internal override void Run(Activation activation)
        {
            var now = activation._silo.Now;
            if (activation._stage is Stage.Active
                && activation._running == 0
                && !activation.IsBeingRead
                && activation._firstWaiting is null
                && now - activation._lastUsed >= activation._class.CollectionAge
                && now >= activation._keepUntil)
            {
                activation.SetReason(
                    new(DeactivationReasonCode.ActivationIdle, "The activation was idle for the collection age of its class."),
                    draining: false,
                    CancellationToken.None);
            }
        }
    }
}
