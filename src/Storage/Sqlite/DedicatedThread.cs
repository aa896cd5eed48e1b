using System.Collections.Concurrent;

namespace SkillFlaw.Storage.Sqlite;

/// <summary>A thread for work that blocks, so that it takes none from the pool and waits for nobody there.</summary>
internal sealed class DedicatedThread : TaskScheduler, IAsyncDisposable
{
    private readonly BlockingCollection<Task> _tasks = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;

    internal DedicatedThread(string name)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    public override int MaximumConcurrencyLevel => 1;

    public async ValueTask DisposeAsync()
    {
        _tasks.CompleteAdding();
        await _ended.Task;
        _tasks.Dispose();
    }

    protected override void QueueTask(Task task) => _tasks.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => Thread.CurrentThread == _thread && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [.. _tasks];

    private void Run()
    {
        foreach (var task in _tasks.GetConsumingEnumerable())
        {
            TryExecuteTask(task);
        }

        _ended.SetResult();
    }
}
