namespace SkillFlaw.GrainRuntime.Tests.Activations;

/// <summary>After a failure Orleans refuses calls for five seconds; embedded the next call tries again.</summary>
public sealed partial class ActivationTests
{
    [Fact]
    public async Task Grain_ThatLeavesWhileItWakes_ServesWhoWokeIt()
    {
        var grain = shared.Silo.Grain<IHastyGrain>();

        var activations = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => grain.Activation())).WaitAsync(_limit);

        Assert.Equal(20, activations.Distinct().Count());
    }

    [Fact]
    public async Task Activation_ThatThrows_FailsAllCallersAndIsRetriedByTheNext()
    {
        var key = TestSilo.NewKey();
        FailingActivationGrain.Failures[key] = 1;
        var grain = shared.Silo.Grain<IFailingActivationGrain>(key);
        var calls = Enumerable.Range(0, 10).Select(_ => grain.Ping()).ToArray();
        await Gate.Named(key).WaitForAsync();
        Gate.Named(key).Open();

        foreach (var call in calls)
        {
            var error = await Assert.ThrowsAsync<NotSupportedException>(() => call).WaitAsync(_limit);
            Assert.Equal("not now", error.Message);
        }

        Assert.Equal("pong", await grain.Ping());
    }
}

[Alias("test-hasty")]
public interface IHastyGrain : IGrainWithStringKey
{
    [Alias("activation")]
    Task<Guid> Activation();
}

public sealed class HastyGrain : Grain, IHastyGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<Guid> Activation() => Task.FromResult(_activation);
}
