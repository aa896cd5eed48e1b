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
}
