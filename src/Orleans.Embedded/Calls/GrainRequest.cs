namespace Orleans.Runtime;

/// <summary>
/// One call of a grain, from the caller's promise to the callee's turn. It is its own mailbox node and its own thread pool item, so that
/// a call costs one object beside the caller's task.
/// </summary>
internal abstract class GrainRequest(GrainMethod method) : WorkItem, IThreadPoolWorkItem
{
    private const int Answered = 1;
    private const int Started = 2;

    private int _state;

    internal GrainMethod Method { get; } = method;

    [ThreadStatic]
    private static GrainRequest? _delivering;

    /// <summary>The call in whose handling this one was made. Cut when this call ends, or chains of calls would hold each other for ever.</summary>
    internal GrainRequest? Parent { get; set; }

    /// <summary>True when <see cref="Parent"/> is only the likely one: see <see cref="Activation.CurrentRequest"/>.</summary>
    internal bool IsParentGuessed { get; set; }

    /// <summary>The call whose answer is being handed to its caller on this thread, or null.</summary>
    internal static GrainRequest? Delivering => _delivering;

    /// <summary>Where the call waits or runs; null before it arrived and after it ended.</summary>
    internal Activation? Target { get; private set; }

    /// <summary>True when a grain made the call: its continuation is a turn of that grain and never runs on the callee's thread.</summary>
    internal bool FromGrain { get; set; }

    /// <summary>When the call was sent, on the silo's coarse clock, in milliseconds.</summary>
    internal long SentAt { get; set; }

    internal CallCancellation? Cancellation { get; set; }

    /// <summary>True while the callee's method runs.</summary>
    internal bool IsRunning { get; private set; }

    /// <summary>True once the caller has, or is about to get, its answer.</summary>
    internal bool IsAnswered => (Volatile.Read(ref _state) & Answered) != 0;

    internal override void Run(Activation activation)
    {
        Target = activation;
        activation.Admit(this);
    }

    /// <summary>Marks the call as begun; false when nobody waits for it any more.</summary>
    internal bool TryStart()
    {
        // Only a call that can be cancelled races here: cancellation must know whether there is a callee to tell.
        var before = Cancellation is null ? Volatile.Read(ref _state) : Interlocked.Or(ref _state, Started);
        IsRunning = (before & Answered) == 0;
        return IsRunning;
    }

    /// <summary>Runs the method on the activation's grain; reports to <see cref="Activation.Finish"/> when it has ended.</summary>
    internal abstract void Invoke(Activation activation);

    /// <summary>Lets go of what the call held. Runs in a turn of the callee when the method has ended.</summary>
    internal virtual void Release()
    {
        IsRunning = false;
        Parent = null;
        Target = null;
        Cancellation?.Release();
    }

    /// <summary>True when the activation waits for the end of the call before it is deactivated.</summary>
    internal virtual bool HoldsActivation => true;

    /// <summary>True when the end of the call counts as use of the grain.</summary>
    internal virtual bool KeepsAlive => true;

    /// <summary>Takes the call off an activation that ends before it began; false when it cannot go on at another activation.</summary>
    internal virtual bool TryMove()
    {
        Target = null;
        return true;
    }

    /// <summary>Decides who answers the caller: callee, time limit or cancellation. True for the first only.</summary>
    internal bool TryAnswer() => (Interlocked.Or(ref _state, Answered) & Answered) == 0;

    /// <summary>Fails the call from outside its callee's turn, if it has no answer yet.</summary>
    internal void Fail(Exception exception)
    {
        var before = Interlocked.Or(ref _state, Answered);
        if ((before & Answered) == 0)
        {
            Cancellation?.Release();
            GiveUp(exception);
        }
    }

    /// <summary>The caller gave up: it gets its answer at once, and a callee that has begun is told in a turn of its own.</summary>
    internal void Cancel(CancellationToken token)
    {
        var before = Interlocked.Or(ref _state, Answered);
        if ((before & Answered) != 0)
        {
            return;
        }

        GiveUp(new OperationCanceledException(token));
        if ((before & Started) != 0)
        {
            Target?.Post(new CancelTurn(Cancellation!));
        }
    }

    private void GiveUp(Exception exception)
    {
        if (!IsRunning)
        {
            Target?.NoteAbandoned();
        }

        SetError(exception);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Hands the answer to the caller. Runs the caller's continuation where that is allowed to run here.</summary>
    internal abstract void Deliver();

    /// <summary>Hands the answer to a calling grain, whose continuation is thereby known to belong to <see cref="Parent"/>.</summary>
    internal void DeliverToGrain()
    {
        _delivering = this;
        Deliver();
        _delivering = null;
    }

    internal abstract void SetError(Exception exception);

    void IThreadPoolWorkItem.Execute() => Deliver();

    /// <summary>
    /// The chain of calls that waits for itself, or null; <paramref name="guessed"/> when a link of it is only likely. Read while the calls
    /// may move on, so believe it only when it lasts.
    /// </summary>
    internal string? FindCycle(out bool guessed)
    {
        guessed = IsParentGuessed;
        if (IsRunning || IsAnswered || Target is not { } target)
        {
            return null;
        }

        for (var ancestor = Parent; ancestor?.Target is { } activation; ancestor = ancestor.Parent)
        {
            if (ReferenceEquals(activation, target) && (ancestor.IsRunning || target.IsActivating))
            {
                return DescribeChain(ancestor);
            }

            guessed |= ancestor.IsParentGuessed;
        }

        return null;
    }

    private string DescribeChain(GrainRequest first)
    {
        var names = new List<string>();
        for (var request = this; request is not null; request = ReferenceEquals(request, first) ? null : request.Parent)
        {
            names.Add($"{request.Target?.GrainId} {request.Method.FullName}");
        }

        names.Reverse();
        return string.Join(" -> ", names);
    }

    private sealed class CancelTurn(CallCancellation cancellation) : WorkItem
    {
        internal override void Run(Activation activation) => cancellation.CancelCallee();
    }
}

/// <summary>What a call with a cancellable token needs beside it.</summary>
internal sealed class CallCancellation(GrainRequest request, CancellationToken caller)
{
    private readonly CancellationTokenSource _callee = new();
    private readonly CancellationTokenRegistration _registration = caller.UnsafeRegister(
        static (state, token) => ((GrainRequest)state!).Cancel(token), request);

    /// <summary>The token that the callee sees. It is cancelled in a turn of the callee, so that what it triggers is a turn too.</summary>
    internal CancellationToken Token => _callee.Token;

    internal void CancelCallee()
    {
        try
        {
            _callee.Cancel();
        }
        catch (Exception exception)
        {
            Activation.OnThisThread?.LogCancellationFailed(exception);
        }
    }

    internal void Release() => _registration.Unregister();
}
