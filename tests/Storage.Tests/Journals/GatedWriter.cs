namespace SkillFlaw.Storage.Journals;

/// <summary>The database's own writer behind a gate, for tests that must know that a write is under way.</summary>
internal sealed class GatedWriter(IBatchWriter writer) : IBatchWriter
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _loss;
    private int _answersBefore;

    /// <summary>Ends when the journal wants to write.</summary>
    public Task Entered => _entered.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public TaskScheduler Scheduler => writer.Scheduler;

    public void Open() => _opened.TrySetResult();

    /// <summary>The next commit succeeds, and its answer gets lost.</summary>
    public void LoseNextAnswer(Exception loss)
    {
        _loss = loss;
        Open();
    }

    /// <summary>The commit after the next one succeeds, and its answer gets lost.</summary>
    public void LoseAnswerAfterNext(Exception loss)
    {
        _answersBefore = 1;
        LoseNextAnswer(loss);
    }

    public async Task WriteAsync(ArraySegment<PendingAppend> batch, TimeSpan budget)
    {
        _entered.TrySetResult();
        await _opened.Task;
        await writer.WriteAsync(batch, budget);
        if (Interlocked.Decrement(ref _answersBefore) < 0 && Interlocked.Exchange(ref _loss, null) is { } loss)
        {
            throw loss;
        }
    }

    public Task<bool> IsStoredAsync(PendingAppend append, TimeSpan budget) => writer.IsStoredAsync(append, budget);

    public bool IsUnavailable(Exception failure) => writer.IsUnavailable(failure);

    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
