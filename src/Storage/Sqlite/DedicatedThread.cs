using System.Collections.Concurrent;

namespace SkillFlaw.Storage.Sqlite;

/// <summary>A thread for work that blocks, so that it takes none from the pool.</summary>
internal sealed class DedicatedThread : IAsyncDisposable
{
    // One piece of work at a time is the rule here; more would wait.
    private readonly BlockingCollection<(Action Work, TaskCompletionSource Done)> _work = new(boundedCapacity: 16);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal DedicatedThread(string name) => new Thread(Run) { IsBackground = true, Name = name }.Start();

    public async ValueTask DisposeAsync()
    {
        _work.CompleteAdding();
        await _ended.Task;
        _work.Dispose();
    }

    internal Task RunAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add((work, done));
        return done.Task;
    }

    private void Run()
    {
        foreach (var (work, done) in _work.GetConsumingEnumerable())
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }

        _ended.SetResult();
    }
}
