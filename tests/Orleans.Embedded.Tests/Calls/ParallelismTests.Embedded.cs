namespace SkillFlaw.GrainRuntime.Tests.Calls;

public sealed partial class ParallelismTests
{
    [Fact]
    public async Task Call_WhileItsCallerIsBusy_RunsOnAnotherThread()
    {
        var key = TestSilo.NewKey();

        // The caller's turn blocks until its callee runs: a runtime that kept the callee for the caller's own thread would hang.
        await shared.Silo.Grain<IBusyGrain>(key).BlockUntilCalleeRuns().WaitAsync(_limit);
    }

    [Fact]
    public async Task Call_ToAStatelessWorker_DoesNotWaitForABusyOneWhileAnotherIsFree()
    {
        var key = TestSilo.NewKey();
        var worker = shared.Silo.Grain<ITwoWorkersGrain>(key);
        var first = Task.Run(() => worker.Block(key + "/first"));
        await Gate.Named(key + "/first").WaitForAsync();
        var second = worker.Pass(key + "/second");
        await Gate.Named(key + "/second").WaitForAsync();

        // No worker is free, so the interleaving call goes to the first one's mailbox, and blocks it once it is there.
        var glance = worker.Glance(key + "/glance");
        Gate.Named(key + "/first/unblock").Arrive();
        await first.WaitAsync(_limit);
        await Gate.Named(key + "/glance").WaitForAsync();
        var third = worker.Pass(key + "/third");
        Gate.Named(key + "/glance/unblock").Arrive();
        await glance.WaitAsync(_limit);
        await Gate.Named(key + "/third").WaitForAsync();
        var fourth = worker.Ping();
        Gate.Named(key + "/second").Open();

        await fourth.WaitAsync(_limit);
        Gate.Named(key + "/third").Open();
        await Task.WhenAll(second, third).WaitAsync(_limit);
    }

    [Fact]
    public async Task Calls_ToStatelessWorkersThatKeepLeaving_AreAllServed()
    {
        var worker = shared.Silo.Grain<ITwoWorkersGrain>();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                await Task.WhenAll(worker.Leave(), worker.Ping(), worker.Leave(), worker.Ping());
            }
        }))).WaitAsync(_limit);
    }

    [Fact]
    public async Task Calls_BehindAStatelessWorkerThatLeaves_AreServedByAnother()
    {
        var key = TestSilo.NewKey();
        var worker = shared.Silo.Grain<ITwoWorkersGrain>(key);
        var held = new[] { worker.PassAndLeave(key), worker.PassAndLeave(key) };
        await Gate.Named(key).WaitForAsync(2);
        var waiting = Enumerable.Range(0, 10).Select(_ => worker.Ping()).ToArray();

        Gate.Named(key).Open();

        await Task.WhenAll([.. held, .. waiting]).WaitAsync(_limit);
    }

    [Fact]
    public async Task Answer_OfACall_DoesNotWaitForTheNextCallOfTheGrain()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<IBusyGrain>(key);
        var held = grain.Hold(key);
        await Gate.Named(key).WaitForAsync();

        // Both wait behind the held call. The second one's turn blocks until the first one's caller has its answer.
        var first = grain.Answer();
        var second = grain.Meet(key + "/answered", 2);
        var heard = first.ContinueWith(_ => Gate.Named(key + "/answered").Arrive(), TaskScheduler.Default);
        Gate.Named(key).Open();

        await Task.WhenAll(held, first, second, heard).WaitAsync(_limit);
    }
}
