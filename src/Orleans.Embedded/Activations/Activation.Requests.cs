namespace Orleans.Runtime;

/// <summary>Which call may begin: one at a time, and beside it only what the attributes allow. All of this runs in turns.</summary>
internal sealed partial class Activation
{
    private readonly StatelessWorkers? _workers;
    private readonly List<GrainRequest>? _interleaved;
    private GrainRequest? _current;
    private GrainRequest? _firstWaiting;
    private GrainRequest? _lastWaiting;
    private int _running;
    private int _blocking;
    private bool _blockingIsReadOnly;
    private bool _pump;
    private long _lastUsed;

    /// <summary>True when a stateless worker is on its owner's list of free ones, or left it for good. Guarded by the owner's lock.</summary>
    internal bool IsFreeWorker { get; set; }

    internal bool IsStatelessWorker => _workers is not null;

    /// <summary>
    /// The call that the code which runs now belongs to, or null. When several calls of a grain are at an await, a turn could belong to any
    /// of them, and nobody is told; that only matters to <see cref="GrainRequest.FindCycle"/>.
    /// </summary>
    internal GrainRequest? CurrentRequest => _current ?? (_interleaved is [var only] ? only : null);

    /// <summary>Begins the call, or puts it behind those that wait.</summary>
    internal void Admit(GrainRequest request)
    {
        if (MayStart(request))
        {
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
        }

        if (ReferenceEquals(_current, request))
        {
            _current = null;
        }

        _interleaved?.Remove(request);

        if (request.KeepsAlive)
        {
            _lastUsed = _silo.Now;
        }

        request.Release();
        _pump |= _firstWaiting is not null || _reason is not null || _workers is not null;
        if (answer)
        {
            Respond(request);
        }
    }

    private bool MayStart(GrainRequest request)
    {
        if (_stage is not Stage.Active || (_reason is not null && !_draining))
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
            _blocking++;
        }

        SendFirstAnswerFromPool();
        _current = request;
        var clean = ExecutionContext.Capture();
        request.Invoke(this);
        if (clean is not null && !ReferenceEquals(ExecutionContext.Capture(), clean))
        {
            // A method without async that sets an AsyncLocal must not set it for the next call.
            ExecutionContext.Restore(clean);
        }

        if (_interleaved is not null)
        {
            _current = null;
            if (request.IsRunning)
            {
                _interleaved.Add(request);
            }
        }
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

            if (_workers?.TakeNext(this) is { } next)
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
                if (!_class.HasInterleavingMethods)
                {
                    return null;
                }

                continue;
            }

            var after = (GrainRequest?)request.Next;
            request.Next = null;
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

            return request;
        }

        return null;
    }
}
