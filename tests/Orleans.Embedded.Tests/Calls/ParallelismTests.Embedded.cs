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
