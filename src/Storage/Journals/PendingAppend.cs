namespace SkillFlaw.Storage.Journals;

/// <summary>An append from its call to its answer.</summary>
internal sealed class PendingAppend(IReadOnlyList<JournalEntry> entries, long deadline)
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;

    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state = Waiting;

    internal IReadOnlyList<JournalEntry> Entries => entries;

    /// <summary>The timestamp of the clock at which the caller must have an answer.</summary>
    internal long Deadline => deadline;

    /// <summary>A commit was sent and never answered.</summary>
    internal bool MayBeStored { get; set; }

    internal Task Answer => _answer.Task;

    internal bool IsAnswered => _answer.Task.IsCompleted;

    /// <summary>Only a row that is inserted tells afterwards whether it was.</summary>
    internal bool HasInsert => entries.Any(entry => entry.Operation is JournalOperation.Insert);

    internal int Size => entries.Sum(entry => entry.Size);

    /// <summary>Called by the journal's loop. False when the caller has given up: then nothing is written.</summary>
    internal bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Called for the caller. False when it is too late for that.</summary>
    internal bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting;

    internal void Succeed() => _answer.TrySetResult();

    internal void Fail(Exception failure) => _answer.TrySetException(failure);

    internal void Cancel(CancellationToken cancellationToken) => _answer.TrySetCanceled(cancellationToken);
}
