using Microsoft.Extensions.DependencyInjection;

namespace SkillFlaw.GrainRuntime.Tests.Activations;

/// <summary>A grain that takes too long to come or to go.</summary>
public sealed class LifeLimitTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly string _key = TestSilo.NewKey();
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(silo => silo.Services.AddSingleton<TimeProvider>(_time));

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Activation_BeyondItsLimit_IsCancelledAndFailsItsCallers()
    {
        var call = _silo.Grain<ILingeringGrain>(_key).Ping();
        await Gate.Named(_key + "/coming").WaitForAsync();

        // Half a minute is the limit of the activation; the caller's own, the same, is only looked at ten times a second.
        _time.Advance(TimeSpan.FromSeconds(30));

        var error = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Contains("was not activated within", error.Message, StringComparison.Ordinal);
        await Gate.Named(_key + "/cancelled").WaitForAsync();
        Gate.Named(_key + "/coming").Open();
    }

    [Fact]
    public async Task Deactivation_BeyondItsLimit_DoesNotHoldUpTheNextActivation()
    {
        Gate.Named(_key + "/coming").Open();
        var grain = _silo.Grain<ILingeringGrain>(_key);
        await grain.Leave();
        await Gate.Named(_key + "/going").WaitForAsync();
        var next = grain.Ping();

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        await next;
        Gate.Named(_key + "/going").Open();
    }

    [Fact]
    public async Task Disposal_BeyondTheLimit_DoesNotHoldUpTheNextActivation()
    {
        var grain = _silo.Grain<IHungDisposalGrain>(_key);
        await grain.Leave();
        await Gate.Named(_key).WaitForAsync();
        var next = grain.Ping();

        _time.Advance(TimeSpan.FromSeconds(30));

        await next.WaitAsync(TimeSpan.FromSeconds(30));
        Gate.Named(_key).Open();
    }

    [Fact]
    public async Task Timers_OfAGrainThatCouldNotBeActivated_AreStopped()
    {
        var before = _time.Timers;
        var call = _silo.Grain<ILingeringGrain>(_key).Ping();
        await Gate.Named(_key + "/coming").WaitForAsync();
        _time.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<TimeoutException>(() => call);

        Assert.Equal(before, _time.Timers);
        Gate.Named(_key + "/coming").Open();
    }
}

[Alias("test-lingering")]
public interface ILingeringGrain : IGrainWithStringKey
{
    [Alias("ping")]
    Task Ping();

    [Alias("leave")]
    Task Leave();
}

public sealed class LingeringGrain : Grain, ILingeringGrain
{
    private string Key => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = Key;
        cancellationToken.Register(() => Gate.Named(key + "/cancelled").Arrive());
        this.RegisterGrainTimer(_ => Task.CompletedTask, new GrainTimerCreationOptions(TimeSpan.FromHours(1), TimeSpan.FromHours(1)));
        await Gate.Named(Key + "/coming").PassAsync(CancellationToken.None);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) =>
        Gate.Named(Key + "/going").PassAsync(CancellationToken.None);

    public Task Ping() => Task.CompletedTask;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

[Alias("test-hung-disposal")]
public interface IHungDisposalGrain : IGrainWithStringKey
{
    [Alias("ping")]
    Task Ping();

    [Alias("leave")]
    Task Leave();
}

public sealed class HungDisposalGrain : Grain, IHungDisposalGrain, IAsyncDisposable
{
    public Task Ping() => Task.CompletedTask;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await Gate.Named(this.GetPrimaryKeyString()).PassAsync();
}
