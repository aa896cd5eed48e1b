using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Components;
using SkillFlaw.Storage.Queue;

namespace SkillFlaw.Grains.Queue;

public sealed class BackgroundJobsTests : IAsyncLifetime
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private QueueServers _servers = new();

    [Fact]
    public async Task Enqueue_Jobs_RunsEachOnce()
    {
        await _servers.StartAsync();
        var (flow, script) = await _servers.SaveAsync("a", "b");

        var jobs = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _servers.EnqueueAsync(flow)));

        foreach (var job in jobs)
        {
            Assert.Equal(QueuedJobState.Succeeded, (await _servers.WhenEndedAsync(job)).State);
            Assert.Equal(["a", "b"], script.CallsOf(job));
        }

        await WhenEmptyAsync();
    }

    [Fact]
    public async Task Enqueue_MoreThanAreKeptAtHand_RunsAllOfThemInOrder()
    {
        _servers = new QueueServers { Limit = options => (options.MaxAtHand, options.MaxYoung, options.MaxRunning) = (4, 1, 1) };
        await _servers.StartAsync();
        var (flow, script) = await _servers.SaveAsync("a");
        var begin = new TaskCompletionSource();
        script.Do = (_, _) => begin.Task;

        var jobs = new List<Guid>();
        for (var i = 0; i < 40; i++)
        {
            jobs.Add(await _servers.EnqueueAsync(flow));
        }

        Assert.InRange(QueueServers.QueueOf(_servers.First).Depth.InMemory, 1, 8);
        begin.SetResult();
        foreach (var job in jobs)
        {
            Assert.Equal(QueuedJobState.Succeeded, (await _servers.WhenEndedAsync(job)).State);
        }

        Assert.Equal(jobs.Select(job => job.ToString()), script.Calls.Select(call => call.Job));
        await WhenEmptyAsync();
    }

    [Fact]
    public async Task Enqueue_TheSameIdTwice_RunsOnce()
    {
        await _servers.StartAsync();
        var (flow, script) = await _servers.SaveAsync("a");
        var id = Guid.CreateVersion7();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _servers.EnqueueAsync(flow, id)));
        await _servers.WhenEndedAsync(id);
        await _servers.EnqueueAsync(flow, id);

        await WhenEmptyAsync();
        Assert.Single(script.Calls);
    }

    [Fact]
    public async Task Enqueue_WhenTheTenantHasTooMany_IsRefusedWithItsPlace()
    {
        _servers = new QueueServers { LimitTenant = options => options.MaxQueuedJobs = 3 };
        await _servers.StartAsync();
        var (flow, script) = await _servers.SaveAsync("a");
        var begin = new TaskCompletionSource();
        script.Do = (_, _) => begin.Task;
        var jobs = new[] { await _servers.EnqueueAsync(flow), await _servers.EnqueueAsync(flow), await _servers.EnqueueAsync(flow) };

        var full = await Assert.ThrowsAsync<QueueFullException>(() => _servers.EnqueueAsync(flow));

        Assert.True(full.IsTenants);
        Assert.Equal(3, full.Position);
        Assert.InRange(full.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        begin.SetResult();
        foreach (var job in jobs)
        {
            await _servers.WhenEndedAsync(job);
        }

        await WhenEmptyAsync();
        await _servers.EnqueueAsync(flow);
    }

    [Fact]
    public async Task Failure_ThatMayPass_IsTriedAgainFromTheVertexThatFailed()
    {
        await _servers.StartAsync();
        var (flow, script) = await _servers.SaveAsync("a", "b", "c");
        var failures = 2;
        script.Do = (call, _) => call.VertexId == "b" && Interlocked.Decrement(ref failures) >= 0
            ? throw new ComponentException("It is too busy.") { MayPass = true }
            : Task.CompletedTask;

        var job = await _servers.EnqueueAsync(flow);

        var ended = await _servers.WhenEndedAsync(job);
        Assert.Equal((QueuedJobState.Succeeded, 3), (ended.State, ended.Attempts));
        Assert.Equal(["a", "b", "b", "b", "c"], script.CallsOf(job));
        Assert.Equal(2, ErrorsOf(ended).Count);
    }

    [Fact]
    public async Task Failure_ThatDoesNotPassInTime_IsDeadWithAllItsErrors()
    {
        _servers = new QueueServers { Limit = options => options.MaxAttempts = 3 };
        await _servers.StartAsync();
        var (flow, script) = await _servers.SaveAsync("a");
        script.Do = (_, _) => throw new ComponentException($"Failure {script.Calls.Count}.") { MayPass = true };

        var ended = await _servers.WhenEndedAsync(await _servers.EnqueueAsync(flow));

        Assert.Equal((QueuedJobState.Dead, 3), (ended.State, ended.Attempts));
        Assert.Equal(
            [(1, true), (2, true), (3, true)],
            ErrorsOf(ended).Select(error => (error.GetProperty("attempt").GetInt32(), error.GetProperty("error").GetString()!.EndsWith($"Failure {error.GetProperty("attempt").GetInt32()}.", StringComparison.Ordinal))));
        await WhenEmptyAsync();
    }

    [Fact]
    public async Task Failure_ThatDoesNotPass_IsDeadAtOnce()
    {
        await _servers.StartAsync();
        var (flow, script) = await _servers.SaveAsync("a", "b");
        script.Do = (call, _) => call.VertexId == "b" ? throw new ComponentException("No.") : Task.CompletedTask;
        var job = await _servers.EnqueueAsync(flow);

        var ended = await _servers.WhenEndedAsync(job);

        Assert.Equal((QueuedJobState.Dead, 1), (ended.State, ended.Attempts));
        await using var database = await _servers.First.Databases.CreateDbContextAsync();
        var record = await database.VertexBuilds.SingleAsync(build => build.FlowId == flow);
        Assert.Equal(("b", false), (record.VertexId, record.Valid));
        var message = await database.Messages.SingleAsync(each => each.FlowId == flow);
        Assert.Equal("error", message.Category);
    }

    [Fact]
    public async Task Revive_WithResults_GoesOnWithTheVertexThatFailed_AndWithout_BeginsAnew()
    {
        await _servers.StartAsync();
        var (flow, script) = await _servers.SaveAsync("a", "b");
        script.Do = (call, _) => call.VertexId == "b" ? throw new ComponentException("No.") : Task.CompletedTask;
        var job = await _servers.EnqueueAsync(flow);
        await _servers.WhenEndedAsync(job);
        var queue = QueueServers.QueueOf(_servers.First);

        Assert.True(await queue.ReviveAsync(_servers.First.TenantId, job, keepsResults: true, CancellationToken.None));
        await _servers.WhenAsync(job, QueuedJobState.Dead);
        Assert.Equal(["a", "b", "b"], script.CallsOf(job));

        script.Do = (_, _) => Task.CompletedTask;
        Assert.True(await queue.ReviveAsync(_servers.First.TenantId, job, keepsResults: false, CancellationToken.None));
        await _servers.WhenAsync(job, QueuedJobState.Succeeded);
        Assert.Equal(["a", "b", "b", "a", "b"], script.CallsOf(job));

        Assert.False(await queue.ReviveAsync(_servers.First.TenantId, job, keepsResults: true, CancellationToken.None));
        Assert.False(await queue.ReviveAsync(Guid.NewGuid(), job, keepsResults: true, CancellationToken.None));
        await WhenEmptyAsync();
    }

    [Fact]
    public async Task Cancel_OfRunningQueuedAndWaitingJobs_StopsThem()
    {
        _servers = new QueueServers { Limit = options => (options.MaxYoung, options.MaxRunning, options.MaxAtHand, options.FirstPause) = (1, 1, 2, TimeSpan.FromHours(1)) };
        await _servers.StartAsync();
        var (flow, script) = await _servers.SaveAsync("a");
        script.Do = (_, _) => throw new ComponentException("Busy.") { MayPass = true };
        var waiting = await _servers.EnqueueAsync(flow);
        await _servers.WhenAsync(waiting, QueuedJobState.Waiting);
        var begun = new TaskCompletionSource();
        script.Do = (_, stop) =>
        {
            begun.TrySetResult();
            return Task.Delay(Timeout.Infinite, stop);
        };
        var jobs = new List<Guid> { waiting, await _servers.EnqueueAsync(flow) };
        await begun.Task.WaitAsync(_limit);
        for (var i = 0; i < 6; i++)
        {
            jobs.Add(await _servers.EnqueueAsync(flow));
        }

        // The last ones first, so that none of them gets its turn.
        foreach (var job in Enumerable.Reverse(jobs))
        {
            Assert.True(await QueueServers.QueueOf(_servers.First).CancelAsync(_servers.First.TenantId, job, CancellationToken.None));
            Assert.Equal(QueuedJobState.Cancelled, (await _servers.WhenEndedAsync(job)).State);
        }

        Assert.Equal(2, script.Calls.Count);
        Assert.False(await QueueServers.QueueOf(_servers.First).CancelAsync(_servers.First.TenantId, waiting, CancellationToken.None));
        await WhenEmptyAsync();
    }

    [Fact]
    public async Task TakenOver_Jobs_AreDoneByTheOtherNode_AndWhatHasReachedOutIsNotDoneAgain()
    {
        await _servers.StartAsync();
        var second = await _servers.StartAsync();
        var (flow, script) = await _servers.SaveAsync("a", "b", "c");
        script.ReachesOut.Add("b");
        var begun = new SemaphoreSlim(0);
        var isHeld = true;
        script.Do = async (call, stop) =>
        {
            if (call.VertexId == "c" && Volatile.Read(ref isHeld))
            {
                begun.Release();
                await Task.Delay(Timeout.Infinite, stop);
            }
        };
        var jobs = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _servers.EnqueueAsync(flow)));
        foreach (var _ in jobs)
        {
            Assert.True(await begun.WaitAsync(_limit));
        }

        Volatile.Write(ref isHeld, false);
        await QueueServers.TakeOverAsync(second, _servers.First);

        foreach (var job in jobs)
        {
            var ended = await _servers.WhenEndedAsync(job);
            Assert.Equal((QueuedJobState.Succeeded, QueueServers.NodeOf(second)), (ended.State, ended.Node));
            Assert.Equal(["a", "b", "c", "c"], script.CallsOf(job));
        }
    }

    [Fact]
    public async Task End_OfAJobThatAnotherNodeHasTaken_ChangesNothing()
    {
        await _servers.StartAsync();
        var second = await _servers.StartAsync();
        var (flow, script) = await _servers.SaveAsync("a");
        var begun = new SemaphoreSlim(0);
        var gates = new[] { new TaskCompletionSource(), new TaskCompletionSource() };
        var calls = -1;
        script.Do = (_, _) =>
        {
            var gate = gates[Interlocked.Increment(ref calls)];
            begun.Release();
            return gate.Task;
        };
        var job = await _servers.EnqueueAsync(flow);
        Assert.True(await begun.WaitAsync(_limit));
        await QueueServers.TakeOverAsync(second, _servers.First);
        Assert.True(await begun.WaitAsync(_limit));

        gates[0].SetException(new ComponentException("The one that has lost it fails."));
        await WhenEmptyAsync();
        Assert.Equal(QueuedJobState.Queued, (await _servers.FindAsync(job))!.State);
        gates[1].SetResult();

        Assert.Equal(QueuedJobState.Succeeded, (await _servers.WhenEndedAsync(job)).State);
    }

    [Fact]
    public async Task Stop_OfTheServer_LeavesItsJobsToTheNextOne()
    {
        await _servers.StartAsync();
        var second = await _servers.StartAsync();
        var (flow, script) = await _servers.SaveAsync("a");
        var begun = new SemaphoreSlim(0);
        script.Do = (_, stop) =>
        {
            begun.Release();
            return Task.Delay(Timeout.Infinite, stop);
        };
        var jobs = new[] { await _servers.EnqueueAsync(flow, server: second), await _servers.EnqueueAsync(flow, server: second) };
        Assert.True(await begun.WaitAsync(_limit));
        await second.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHost>().StopAsync();
        script.Do = (_, _) => Task.CompletedTask;

        await QueueServers.TakeOverAsync(_servers.First, second);

        foreach (var job in jobs)
        {
            Assert.Equal(QueuedJobState.Succeeded, (await _servers.WhenEndedAsync(job)).State);
        }
    }

    [Fact]
    public async Task Flows_WithManyAndFewJobs_TakeTurns()
    {
        _servers = new QueueServers { Limit = options => (options.MaxYoung, options.MaxRunning) = (1, 1) };
        await _servers.StartAsync();
        var (crowd, crowded) = await _servers.SaveAsync("a");
        var (lone, loner) = await _servers.SaveAsync("a");
        var begin = new TaskCompletionSource();
        crowded.Do = (_, _) => begin.Task;
        var order = new List<char>();
        crowded.Do = async (_, _) =>
        {
            await begin.Task;
            order.Add('c');
        };
        loner.Do = (_, _) =>
        {
            order.Add('l');
            return Task.CompletedTask;
        };
        var many = new List<Guid>();
        for (var i = 0; i < 200; i++)
        {
            many.Add(await _servers.EnqueueAsync(crowd));
        }

        var one = await _servers.EnqueueAsync(lone);
        begin.SetResult();

        await _servers.WhenEndedAsync(one);
        foreach (var job in many)
        {
            await _servers.WhenEndedAsync(job);
        }

        // One turn of the other flow is 10 ms of work at most, which is a few dozen jobs here.
        Assert.InRange(order.IndexOf('l'), 0, 120);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _servers.DisposeAsync();

    private async Task WhenEmptyAsync()
    {
        using var limit = new CancellationTokenSource(_limit);
        while (QueueServers.QueueOf(_servers.First).Depth is not { Running: 0, InMemory: 0 })
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private static List<JsonElement> ErrorsOf(QueuedJob job) => [.. JsonDocument.Parse(job.Errors!).RootElement.EnumerateArray()];
}
