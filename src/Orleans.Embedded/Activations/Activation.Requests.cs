namespace Orleans.Runtime;

/// <summary>Which call may begin: one at a time, and beside it only what the attributes allow. All of this runs in turns.</summary>
internal sealed partial class Activation
{
    /// <summary>So many calls given up by their callers, and the queue is rid of them.</summary>
    private const int PurgeAfter = 1_024;

    private readonly StatelessWorkers? _workers;
    private GrainRequest? _current;
    private GrainRequest? _blocker;
    private GrainRequest? _firstWaiting;
    private GrainRequest? _lastWaiting;
    private int _waitingInterleaving;
    private int _abandoned;
    private int _running;
    private int _blocking;
    private bool _blockingIsReadOnly;
    private ExecutionContext? _cleanContext;
    private bool _hasRun;
    private bool _pump;
    private long _lastUsed;

    /// <summary>True when a stateless worker is on its owner's list of free ones, or left it for good. Guarded by the owner's lock.</summary>
    internal bool IsFreeWorker { get; set; }

    internal bool IsStatelessWorker => _workers is not null;

    /// <summary>Called from any thread when a call that waits here was given up by its caller.</summary>
    internal void NoteAbandoned()
    {
        // Callers that give up and try again must not fill the queue of a grain that is stuck.
        if (Interlocked.Increment(ref _abandoned) % PurgeAfter == 0)
        {
            Post(new PurgeTurn());
        }
    }

    /// <summary>
    /// The call that the code which runs now belongs to, or null. It is known for what a call does until it awaits something else than
    /// grains and its own turns; after that the one call in progress is <paramref name="guessed"/>. Only
    /// <see cref="GrainRequest.FindCycle"/> asks.
    /// </summary>
    internal GrainRequest? CurrentRequest(out bool guessed)
    {
        guessed = _current is null;
        return guessed ? _blocker : _current is { IsRunning: false } && !IsActivating ? null : _current;
    }

    /// <summary>Begins the call, or puts it behind those that wait.</summary>
    internal void Admit(GrainRequest request)
    {
        if (MayStart(request) || request.IsAnswered)
        {
            // One that was given up on its way here begins as all others, and ends at once.
            Start(request);
            return;
        }

        if (_lastWaiting is null)
        {
            _firstWaiting = request;
        }
        else
        {
            _lastWaiting.Next = request;
        }

        _lastWaiting = request;
        _waitingInterleaving += request.Method.Interleaves ? 1 : 0;
        if (_stage is Stage.New)
        {
            BeginActivation(request);
        }
    }

    /// <summary>Ends a call, in a turn; <paramref name="answer"/> when its caller is to hear of it.</summary>
    internal void Finish(GrainRequest request, bool answer)
    {
        if (request.HoldsActivation)
        {
            _running--;
        }

        if (!request.Method.IsAlwaysInterleave)
        {
            _blocking--;
            _pump |= _blocking == 0 && _firstWaiting is not null;
        }

        if (ReferenceEquals(_blocker, request))
        {
            _blocker = null;
        }

        if (request.KeepsAlive)
        {
            _lastUsed = _silo.Now;
        }

        _pump |= _reason is not null || _workers is not null;
        if (answer)
        {
            // Before the call lets go of its parent: the continuation that the answer queues belongs to that.
            Respond(request);
        }

        request.Release();
    }

    private bool MayStart(GrainRequest request)
    {
        // Whoever woke the grain is served, also when the grain decides to leave while it wakes: or its calls would wake one after the other.
        if (_stage is not Stage.Active || (_reason is not null && !_draining && _hasRun))
        {
            return false;
        }

        return _blocking == 0
            || request.Method.IsAlwaysInterleave
            || _class.IsReentrant
            || (_blockingIsReadOnly && request.Method.IsReadOnly);
    }

    private void Start(GrainRequest request)
    {
        if (!request.TryStart())
        {
            request.Release();
            _pump |= _workers is not null;
            return;
        }

        if (request.HoldsActivation)
        {
            _running++;
        }

        if (!request.Method.IsAlwaysInterleave)
        {
            _blockingIsReadOnly = request.Method.IsReadOnly && (_blocking == 0 || _blockingIsReadOnly);
            _blocker = _blocking++ == 0 ? request : null;
        }

        _hasRun = true;
        SendFirstAnswerFromPool();
        var outer = _current;
        _current = request;
        request.Invoke(this);
        if (_cleanContext is not null && !ReferenceEquals(ExecutionContext.Capture(), _cleanContext))
        {
            // A method without async that sets an AsyncLocal must not set it for the next call.
            ExecutionContext.Restore(_cleanContext);
        }

        _current = outer;
    }

    /// <summary>Begins what may begin now that a call has ended or the activation's stage has changed.</summary>
    private void Pump()
    {
        while (_pump)
        {
            _pump = false;
            while (TakeStartable() is { } request)
            {
                Start(request);
            }

            if (TryBeginDeactivation() || _firstWaiting is not null || _running > 0)
            {
                return;
            }

            // A worker is free when nothing is left in its own mailbox either.
            if (_workers is not null && PeekNext() is null or TaskItem && _workers.TakeNext(this) is { } next)
            {
                next.Run(this);
            }
        }
    }

    private GrainRequest? TakeStartable()
    {
        GrainRequest? before = null;
        for (var request = _firstWaiting; request is not null; before = request, request = (GrainRequest?)request.Next)
        {
            if (!MayStart(request))
            {
                if (_waitingInterleaving == 0)
                {
                    return null;
                }

                continue;
            }

            Unlink(request, before);
            return request;
        }

        return null;
    }

    private void Unlink(GrainRequest request, GrainRequest? before)
    {
        var after = (GrainRequest?)request.Next;
        request.Next = null;
        _waitingInterleaving -= request.Method.Interleaves ? 1 : 0;
        if (before is null)
        {
            _firstWaiting = after;
        }
        else
        {
            before.Next = after;
        }

        if (after is null)
        {
            _lastWaiting = before;
        }
    }

    private sealed class PurgeTurn : WorkItem
    {
        internal override void Run(Activation activation)
        {
            GrainRequest? before = null;
            for (var request = activation._firstWaiting; request is not null;)
            {
                var next = (GrainRequest?)request.Next;
                if (request.IsAnswered)
                {
                    activation.Unlink(request, before);
                    request.Release();
                }
                else
                {
                    before = request;
                }

                request = next;
            }
        }
    }
}
