using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace SkillFlaw.GrainRuntime.Tests.Activations;

public sealed class CollectionTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(silo =>
    {
        silo.Services.AddSingleton<TimeProvider>(_time);
        silo.Services.Configure<GrainCollectionOptions>(options =>
        {
            options.CollectionQuantum = TimeSpan.FromMinutes(1);
            options.CollectionAge = TimeSpan.FromMinutes(15);
        });
    });

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Activation_IdleForItsAge_IsCollected()
    {
        var key = TestSilo.NewKey();
        await _silo.Grain<ICollectedGrain>(key).Touch();

        _time.Advance(TimeSpan.FromMinutes(17));

        await Gate.Named(key + "/gone").WaitForAsync();
        Assert.Equal(["ActivationIdle"], Ledger.Read(key));
    }

    [Fact]
    public async Task Activation_UsedMeanwhile_Stays()
    {
        var key = TestSilo.NewKey();
        var grain = _silo.Grain<ICollectedGrain>(key);
        for (var i = 0; i < 5; i++)
        {
            await grain.Touch();
            _time.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal(6, await grain.Touch());
    }

    [Fact]
    public async Task Activation_ThatDelaysDeactivation_StaysForThatTime()
    {
        var key = TestSilo.NewKey();
        var grain = _silo.Grain<ICollectedGrain>(key);
        await grain.Stay(TimeSpan.FromHours(1));

        _time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(2, await grain.Touch());

        _time.Advance(TimeSpan.FromMinutes(20));
        await Gate.Named(key + "/gone").WaitForAsync();
    }

    [Fact]
    public async Task Class_WithAnAgeOfItsOwn_IsCollectedByIt()
    {
        var (quick, slow) = (TestSilo.NewKey(), TestSilo.NewKey());
        await _silo.Grain<IQuicklyCollectedGrain>(quick).Touch();
        var other = _silo.Grain<ICollectedGrain>(slow);
        await other.Touch();

        _time.Advance(TimeSpan.FromMinutes(4));

        await Gate.Named(quick + "/gone").WaitForAsync();
        Assert.Equal(2, await other.Touch());
    }

    [Fact]
    public async Task Activation_WithACallInProgress_Stays()
    {
        var key = TestSilo.NewKey();
        var grain = _silo.Grain<ICollectedGrain>(key);
        var held = grain.Hold(key);
        await Gate.Named(key).WaitForAsync();

        _time.Advance(TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromMinutes(60));
        Gate.Named(key).Open();

        // The caller has given up by then; the grain has not.
        await Assert.ThrowsAsync<TimeoutException>(() => held);
        Assert.Equal(2, await grain.Touch());
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task Timer_OfAGrain_KeepsItOnlyIfItSaysSo(bool keepAlive, int touched)
    {
        var key = TestSilo.NewKey();
        var grain = _silo.Grain<ICollectedGrain>(key);
        await grain.Tick(keepAlive);

        for (var minutes = 1; minutes <= 14; minutes++)
        {
            await MinuteAsync(minutes);
        }

        if (keepAlive)
        {
            await MinuteAsync(15);
            await MinuteAsync(16);
            await MinuteAsync(17);
        }
        else
        {
            _time.Advance(TimeSpan.FromMinutes(3));
            await Gate.Named(key + "/gone").WaitForAsync();
        }

        Assert.Equal(touched, await grain.Touch());

        async Task MinuteAsync(int ticks)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Gate.Named(key + "/tick").WaitForAsync(ticks);
            await _time.UntilArmedAsync(2);
        }
    }

    [Fact]
    public async Task FreeStatelessWorkers_IdleForTheirAge_AreCollected()
    {
        var key = TestSilo.NewKey();
        await _silo.Grain<ICollectedWorkerGrain>(key).Touch();

        _time.Advance(TimeSpan.FromMinutes(17));
        await Gate.Named(key + "/gone").WaitForAsync();

        Assert.Equal(1, await _silo.Grain<ICollectedWorkerGrain>(key).Touch());
    }
}

[Alias("test-collected")]
public interface ICollectedGrain : IGrainWithStringKey
{
    [Alias("touch")]
    Task<int> Touch();

    [Alias("stay")]
    Task Stay(TimeSpan time);

    [Alias("hold")]
    Task Hold(string gate);

    /// <summary>Starts a timer that ticks every minute.</summary>
    [Alias("tick")]
    Task Tick(bool keepAlive);
}

public sealed class CollectedGrain : Grain, ICollectedGrain
{
    private int _touched;

    public Task<int> Touch() => Task.FromResult(++_touched);

    public Task Stay(TimeSpan time)
    {
        _touched++;
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task Tick(bool keepAlive)
    {
        _touched++;
        this.RegisterGrainTimer(
            _ =>
            {
                Gate.Named(this.GetPrimaryKeyString() + "/tick").Arrive();
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)) { KeepAlive = keepAlive });
        return Task.CompletedTask;
    }

    public Task Hold(string gate)
    {
        _touched++;
        return Gate.Named(gate).PassAsync();
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Ledger.Write(this.GetPrimaryKeyString(), $"{reason.ReasonCode}");
        Gate.Named(this.GetPrimaryKeyString() + "/gone").Arrive();
        return Task.CompletedTask;
    }
}

[Alias("test-quickly-collected")]
public interface IQuicklyCollectedGrain : IGrainWithStringKey
{
    [Alias("touch")]
    Task Touch();
}

[CollectionAgeLimit(Minutes = 2)]
public sealed class QuicklyCollectedGrain : Grain, IQuicklyCollectedGrain
{
    public Task Touch() => Task.CompletedTask;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Gate.Named(this.GetPrimaryKeyString() + "/gone").Arrive();
        return Task.CompletedTask;
    }
}

[Alias("test-collected-worker")]
public interface ICollectedWorkerGrain : IGrainWithStringKey
{
    [Alias("touch")]
    Task<int> Touch();
}

[Orleans.Concurrency.StatelessWorker(1)]
public sealed class CollectedWorkerGrain : Grain, ICollectedWorkerGrain
{
    private int _touched;

    public Task<int> Touch() => Task.FromResult(++_touched);

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Gate.Named(this.GetPrimaryKeyString() + "/gone").Arrive();
        return Task.CompletedTask;
    }
}
