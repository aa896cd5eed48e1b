namespace SkillFlaw.GrainRuntime.Tests.Calls;

/// <summary>Orders that Orleans does not keep, and may lose calls over, and the embedded runtime does.</summary>
public sealed partial class OrderTests
{
    [Fact]
    public async Task Calls_ThatWakeTheGrain_ArriveInOrder()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<IOrderGrain>(key);

        await Task.WhenAll(Enumerable.Range(0, 5_000).Select(i => grain.Note("outside", i, 0)));

        AssertInOrder(key, "outside", 5_000);
    }

    [Fact]
    public async Task Calls_WhileTheGrainKeepsDeactivating_ArriveInOrderAndNoneIsLost()
    {
        var key = TestSilo.NewKey();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(async () =>
        {
            var grain = shared.Silo.Grain<IOrderGrain>(key);
            await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => grain.Note($"caller-{caller}", i, deactivateEvery: 37)));
        })));

        foreach (var caller in Enumerable.Range(0, 4))
        {
            AssertInOrder(key, $"caller-{caller}", 2_000);
        }

        Assert.True(Ledger.Read(key + "/activations").Length > 50, "The grain was hardly ever deactivated, so the test shows nothing.");
    }
}
