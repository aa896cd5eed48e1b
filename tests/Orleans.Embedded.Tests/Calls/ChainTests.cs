namespace SkillFlaw.GrainRuntime.Tests.Calls;

public sealed class ChainTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task Chain_OfTenThousandGrains_AnswersWithoutOverflow()
    {
        var sum = await shared.Silo.Grain<IChainGrain>().Descend(TestSilo.NewKey(), 10_000);

        Assert.Equal(10_000, sum);
    }
}

[Alias("test-chain")]
public interface IChainGrain : IGrainWithStringKey
{
    [Alias("descend")]
    Task<int> Descend(string prefix, int depth);
}

public sealed class ChainGrain : Grain, IChainGrain
{
    public async Task<int> Descend(string prefix, int depth) =>
        depth == 0 ? 0 : 1 + await GrainFactory.GetGrain<IChainGrain>($"{prefix}-{depth}").Descend(prefix, depth - 1);
}
