namespace SkillFlaw.Storage.Journals;

/// <summary>Writes for the journal, one call after the other.</summary>
internal interface IBatchWriter : IAsyncDisposable
{
    /// <summary>Where the journal's loop runs.</summary>
    TaskScheduler Scheduler { get; }

    /// <summary>Writes all entries of a batch in one transaction, or throws and has written none, unless it had to mark them.</summary>
    /// <param name="batch">What to write. Where the outcome of a commit stays unknown, <see cref="PendingAppend.MayBeStored"/> is set.</param>
    /// <param name="budget">How long it may take.</param>
    Task WriteAsync(ArraySegment<PendingAppend> batch, TimeSpan budget);

    /// <summary>Whether a marked append, one with an insert, is stored after all.</summary>
    Task<bool> IsStoredAsync(PendingAppend append, TimeSpan budget);

    /// <summary>True for a failure that has nothing to do with what was written, so that it is worth another try.</summary>
    bool IsUnavailable(Exception failure);
}
