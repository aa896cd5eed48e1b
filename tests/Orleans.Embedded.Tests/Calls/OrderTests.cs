namespace SkillFlaw.GrainRuntime.Tests.Calls;

public sealed partial class OrderTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task Calls_FromOneCaller_ArriveInOrder()
    {
        var key = await ActiveAsync();
        var grain = shared.Silo.Grain<IOrderGrain>(key);

        await Task.WhenAll(Enumerable.Range(0, 5_000).Select(i => grain.Note("outside", i, 0)));

        AssertInOrder(key, "outside", 5_000);
    }

    [Fact]
    public async Task Calls_FromOneGrain_ArriveInOrder()
    {
        var key = await ActiveAsync();

        await shared.Silo.Grain<IOrderGrain>().Send(key, 5_000);

        AssertInOrder(key, "grain", 5_000);
    }

    [Fact]
    public async Task Calls_FromManyCallers_ArriveInTheOrderOfEach()
    {
        var key = await ActiveAsync();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            var grain = shared.Silo.Grain<IOrderGrain>(key);
            await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => grain.Note($"caller-{caller}", i, 0)));
        })));

        foreach (var caller in Enumerable.Range(0, 8))
        {
            AssertInOrder(key, $"caller-{caller}", 1_000);
        }
    }

    /// <summary>The key of a grain that is active: Orleans keeps no order among the calls that wake a grain.</summary>
    private async Task<string> ActiveAsync()
    {
        var key = TestSilo.NewKey();
        await shared.Silo.Grain<IOrderGrain>(key).Note("first", 0, 0);
        return key;
    }

    private static void AssertInOrder(string key, string caller, int count) =>
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{caller} {i}"), Ledger.Read(key).Where(line => line.StartsWith(caller + " ", StringComparison.Ordinal)));
}

[Alias("test-order")]
public interface IOrderGrain : IGrainWithStringKey
{
    [Alias("note")]
    Task Note(string caller, int number, int deactivateEvery);

    [Alias("send")]
    Task Send(string key, int count);
}

public sealed class OrderGrain : Grain, IOrderGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Ledger.Write(this.GetPrimaryKeyString() + "/activations", "activated");
        return Task.CompletedTask;
    }

    public Task Note(string caller, int number, int deactivateEvery)
    {
        Ledger.Write(this.GetPrimaryKeyString(), $"{caller} {number}");
        if (deactivateEvery > 0 && number % deactivateEvery == 0)
        {
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    public Task Send(string key, int count)
    {
        var grain = GrainFactory.GetGrain<IOrderGrain>(key);
        return Task.WhenAll(Enumerable.Range(0, count).Select(i => grain.Note("grain", i, 0)));
    }
}
