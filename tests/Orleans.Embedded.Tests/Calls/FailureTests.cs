namespace SkillFlaw.GrainRuntime.Tests.Calls;

public sealed class FailureTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Exception_OfAGrain_KeepsTypeMessageAndStack(bool late)
    {
        var error = await Assert.ThrowsAsync<KeyNotFoundException>(() => shared.Silo.Grain<IFailingGrain>().Fail("no such thing", late));

        Assert.Equal("no such thing", error.Message);
        Assert.Contains(nameof(FailingGrain.ThrowDeepInside), error.StackTrace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exception_ThroughTwoGrains_ArrivesAsItWas()
    {
        var error = await Assert.ThrowsAsync<KeyNotFoundException>(() => shared.Silo.Grain<IFailingGrain>().FailThrough(TestSilo.NewKey(), "deep"));

        Assert.Equal("deep", error.Message);
    }

    [Fact]
    public async Task Grain_ThatThrew_TakesTheNextCall()
    {
        var grain = shared.Silo.Grain<IFailingGrain>();
        await Assert.ThrowsAsync<KeyNotFoundException>(() => grain.Fail("once", late: false));

        Assert.Equal(1, await grain.Failures());
    }

    [Fact]
    public async Task OneWay_ThatThrows_DoesNotReachTheCaller()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<IFailingGrain>(key);

        await grain.Shout(key);

        await Gate.Named(key).WaitForAsync();
        Assert.Equal(1, await grain.Failures());
    }

    [Fact]
    public async Task OneWay_ThatTakesLong_IsNotWaitedFor()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<IFailingGrain>(key);

        await grain.Linger(key);

        await Gate.Named(key).WaitForAsync();
        Gate.Named(key).Open();
    }
}

[Alias("test-failing")]
public interface IFailingGrain : IGrainWithStringKey
{
    [Alias("fail")]
    Task Fail(string message, bool late);

    [Alias("fail-through")]
    Task FailThrough(string key, string message);

    [Alias("failures")]
    ValueTask<int> Failures();

    [Alias("shout")]
    [Orleans.Concurrency.OneWay]
    Task Shout(string gate);

    [Alias("linger")]
    [Orleans.Concurrency.OneWay]
    ValueTask Linger(string gate);
}

public sealed class FailingGrain : Grain, IFailingGrain
{
    private int _failures;

    public static void ThrowDeepInside(string message) => throw new KeyNotFoundException(message);

    public async Task Fail(string message, bool late)
    {
        _failures++;
        if (late)
        {
            await Task.Yield();
        }

        ThrowDeepInside(message);
    }

    public Task FailThrough(string key, string message) => GrainFactory.GetGrain<IFailingGrain>(key).Fail(message, late: true);

    public ValueTask<int> Failures() => new(_failures);

    public Task Shout(string gate)
    {
        _failures++;
        Gate.Named(gate).Arrive();
        throw new InvalidOperationException("Nobody hears this.");
    }

    public async ValueTask Linger(string gate) => await Gate.Named(gate).PassAsync();
}
