namespace SkillFlaw.GrainRuntime.Tests.Calls;

/// <summary>What the attribute promises, and Orleans 10.4 does not keep: there a write begins when the first of two reads has ended.</summary>
public sealed class ReadOnlyTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task Write_BesideTwoReads_WaitsForBoth()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<IHoldGrain>(key);
        var reads = new[] { grain.Read("first"), grain.Read("second") };
        await Gate.Named(key + "/second").WaitForAsync();
        var write = grain.Write("write");

        Gate.Named(key + "/first").Open();
        await reads[0];
        Gate.Named(key + "/probe").Open();
        await grain.Glance("probe");
        Assert.Equal(0, Gate.Named(key + "/write").Arrived);

        Gate.Named(key + "/write").Open();
        Gate.Named(key + "/second").Open();
        await Task.WhenAll(reads[1], write).WaitAsync(TimeSpan.FromSeconds(30));
    }
}
