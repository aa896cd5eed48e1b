namespace SkillFlaw.Storage.Journals;

/// <summary>An append from its call to its answer.</summary>
internal sealed class PendingAppend : TaskCompletionSource
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;

    private int _state = Waiting;

    internal PendingAppend(IReadOnlyList<JournalEntry> entries, long deadline)
        : base(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        Entries = entries;
        Deadline = deadline;
        for (var i = 0; i < entries.Count; i++)
        {
            Size += entries[i].Size;
            HasInsert |= entries[i].Operation is JournalOperation.Insert;
        }
    }

    internal IReadOnlyList<JournalEntry> Entries { get; }

    /// <summary>The timestamp of the clock at which the caller must have an answer.</summary>
    internal long Deadline { get; }

    /// <summary>About how many bytes it takes.</summary>
    internal int Size { get; }

    /// <summary>Only a row that is inserted tells afterwards whether it was.</summary>
    internal bool HasInsert { get; }

    /// <summary>A commit was sent and never answered.</summary>
    internal bool MayBeStored { get; set; }

    internal Task Answer => Task;

    /// <summary>Whether nothing is left to do for it but to tell its caller.</summary>
    internal bool IsAnswered => IsStored || Task.IsCompleted;

    /// <summary>It is on the disk, and its caller is about to hear of it.</summary>
    internal bool IsStored { get; set; }

    /// <summary>Called by the journal's loop. False when the caller has given up: then nothing is written.</summary>
    internal bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Called for the caller. False when it is too late for that.</summary>
    internal bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting;

    internal void Succeed() => TrySetResult();

    internal void Fail(Exception failure) => TrySetException(failure);

    internal void Cancel(CancellationToken cancellationToken) => TrySetCanceled(cancellationToken);
}
