namespace Orleans.Runtime;

/// <summary>
/// One grain in memory. It is the task scheduler of its grain's code: everything the grain does, from a call's first line to what
/// follows an <c>await</c>, is a turn that this class runs, one at a time, on whichever pool thread is free.
/// </summary>
internal sealed partial class Activation : TaskScheduler, IThreadPoolWorkItem, IGrainContext, IGrainTarget
{
    /// <summary>Items that one stay on a pool thread may handle before others in the pool get their chance.</summary>
    private const int Quantum = 64;

    /// <summary>One in so many turns goes the fair way; see <see cref="Schedule"/>. A power of two, less one.</summary>
    private const int FairnessMask = 15;

    private static readonly Action<object?> _runRequests = static state => ((Activation)state!).RunRequests();

    [ThreadStatic]
    private static Activation? _onThisThread;

    [ThreadStatic]
    private static int _scheduled;

    private readonly Silo _silo;
    private readonly GrainClass _class;
    private Mailbox _mailbox;
    private WorkItem? _inbox;
    private WorkItem? _inTask;
    private GrainRequest? _firstAnswer;
    private int _budget;

    internal Activation(Silo silo, GrainClass grainClass, GrainId grainId, bool idle = true, StatelessWorkers? workers = null)
    {
        _silo = silo;
        _class = grainClass;
        _workers = workers;
        _mailbox = new Mailbox(idle);
        _lastUsed = silo.Now;
        GrainId = grainId;
    }

    /// <summary>The activation whose turn runs on this thread, or null outside of grains.</summary>
    internal static Activation? OnThisThread => _onThisThread;

    public GrainId GrainId { get; }

    public GrainReference GrainReference => _reference ??= _silo.Reference(_class, GrainId);

    public object? GrainInstance => Instance;

    public IServiceProvider ActivationServices => _services?.ServiceProvider ?? _silo.Services;

    public override int MaximumConcurrencyLevel => 1;

    internal Silo Silo => _silo;

    internal object? Instance { get; private set; }

    /// <summary>Takes a call from any thread.</summary>
    public bool TryPost(GrainRequest request) => TryPush(request);

    /// <summary>Adds runtime work; a closed activation drops it.</summary>
    internal void Post(WorkItem item) => TryPush(item);

    private bool TryPush(WorkItem item)
    {
        if (!_mailbox.TryPush(item, out var wake))
        {
            return false;
        }

        if (wake)
        {
            Schedule();
        }

        return true;
    }

    /// <summary>
    /// Asks for a pool thread: this one's own queue is the cheap way, but it runs the newest first, so that a few chains of calls could keep
    /// all others waiting for ever. Every so often a turn goes to the end of the common queue instead.
    /// </summary>
    private void Schedule() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: (++_scheduled & FairnessMask) != 0);

    void IThreadPoolWorkItem.Execute()
    {
        _budget = Quantum;
        do
        {
            _onThisThread = this;
            RunTurns();
            _onThisThread = null;
            if (IsClosed || _budget <= 0)
            {
                SendFirstAnswerFromPool();
                if (!IsClosed)
                {
                    ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                }

                return;
            }
        }
        while (!TrySleep());
    }

    /// <summary>Runs what waits until nothing does, the activation is closed, or it has had its share of the thread.</summary>
    private void RunTurns()
    {
        while (_budget > 0 && !IsClosed && TakeNext() is { } item)
        {
            if (item is TaskItem continuation)
            {
                SendFirstAnswerFromPool();
                _current = continuation.Request;
                TryExecuteTask(continuation.Task);
                _current = null;
                item = null;
                _budget--;
            }

            if (item is not null || _pump)
            {
                RunInTask(item);
            }
        }
    }

    /// <summary>Lets the activation sleep, and a caller outside of grains continue on this thread. False when something arrived.</summary>
    private bool TrySleep()
    {
        // From the moment the mailbox is idle another thread may run this activation, so nothing of it is touched any more.
        var answer = _firstAnswer;
        _firstAnswer = null;
        if (!_mailbox.TryGoIdle())
        {
            _firstAnswer = answer;
            return false;
        }

        answer?.Deliver();
        return true;
    }

    /// <summary>Runs requests inside a task of this scheduler, so that an await in a grain comes back here.</summary>
    private void RunInTask(WorkItem? first)
    {
        _inTask = first;
        var task = new Task(_runRequests, this);
        task.RunSynchronously(this);
    }

    private void RunRequests()
    {
        var item = _inTask;
        _inTask = null;
        _cleanContext = ExecutionContext.Capture();
        while (true)
        {
            item?.Run(this);

            // Whatever ran may have been the last thing that a deactivation waits for.
            _pump |= _reason is not null || _workers is not null;
            if (_pump)
            {
                Pump();
            }

            if (IsClosed || --_budget <= 0 || PeekNext() is null or TaskItem)
            {
                break;
            }

            item = TakeNext();
        }
    }

    private WorkItem? PeekNext() => _inbox ??= _mailbox.TakeAll();

    private WorkItem? TakeNext()
    {
        var item = PeekNext();
        if (item is not null)
        {
            _inbox = item.Next;
            item.Next = null;
        }

        return item;
    }

    /// <summary>
    /// Answers a caller. A grain's continuation is queued to its own activation. A caller outside of grains continues on this thread
    /// when the activation has nothing else to do. That saves a hop and never makes anyone wait: before anything else begins here, the
    /// answer goes out through the pool.
    /// </summary>
    private void Respond(GrainRequest request)
    {
        if (IsClosed)
        {
            // A call that outlived the activation: nothing comes after this turn that would send the answer.
            ThreadPool.UnsafeQueueUserWorkItem(request, preferLocal: false);
            return;
        }

        if (request.FromGrain)
        {
            request.DeliverToGrain();
            return;
        }

        SendFirstAnswerFromPool();
        _firstAnswer = request;
    }

    private void SendFirstAnswerFromPool()
    {
        if (_firstAnswer is { } answer)
        {
            _firstAnswer = null;
            ThreadPool.UnsafeQueueUserWorkItem(answer, preferLocal: true);
        }
    }

    protected override void QueueTask(Task task)
    {
        if (!TryPush(new TaskItem(task, CallBehind())))
        {
            QueueLate(task);
        }
    }

    /// <summary>A task may run at once only in a turn of this activation.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        ReferenceEquals(_onThisThread, this) && TryExecuteTask(task);

    protected override IEnumerable<Task>? GetScheduledTasks() => null;

    /// <summary>The call that a continuation queued now belongs to, where that is known: it goes on what runs here, or on an answer to it.</summary>
    private GrainRequest? CallBehind()
    {
        if (ReferenceEquals(_onThisThread, this))
        {
            return _current;
        }

        return GrainRequest.Delivering?.Parent is { } parent && ReferenceEquals(parent.Target, this) ? parent : null;
    }

    /// <summary>A continuation of the grain's code, and the call it belongs to where that is known.</summary>
    private sealed class TaskItem(Task task, GrainRequest? request) : WorkItem
    {
        internal Task Task { get; } = task;

        internal GrainRequest? Request { get; } = request;

        internal override void Run(Activation activation) => activation.TryExecuteTask(Task);
    }
}
