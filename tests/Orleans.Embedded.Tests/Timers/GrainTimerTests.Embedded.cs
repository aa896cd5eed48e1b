using Microsoft.Extensions.DependencyInjection;

namespace SkillFlaw.GrainRuntime.Tests.Timers;

public sealed class GrainTimerTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly string _key = TestSilo.NewKey();
    private TestSilo _silo = null!;

    private ITimedGrain Grain => _silo.Grain<ITimedGrain>(_key);

    private Gate Ticks => Gate.Named(_key + "/tick");

    public async Task InitializeAsync() =>
        _silo = await TestSilo.StartAsync(silo => silo.Services.AddSingleton<TimeProvider>(_time));

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Timer_TicksAfterTheDueTimeAndThenEveryPeriod()
    {
        await Grain.Start(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2), hold: null, interleave: false);

        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(0, await Grain.Ticks());
        _time.Advance(TimeSpan.FromSeconds(1));
        await Ticks.WaitForAsync(1);
        Assert.Equal(1, await Grain.Ticks());
        _time.Advance(TimeSpan.FromSeconds(2));
        await Ticks.WaitForAsync(2);
        Assert.Equal(2, await Grain.Ticks());
    }

    [Fact]
    public async Task Tick_ThatTakesLong_IsNotOvertakenAndThePeriodCountsFromItsEnd()
    {
        var hold = _key + "/hold";
        await Grain.Start(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), hold, interleave: true);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Gate.Named(hold).WaitForAsync();

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, Gate.Named(hold).Arrived);
        Gate.Named(hold).Open();
        await Ticks.WaitForAsync(1);
        Assert.Equal(1, await Grain.Ticks());

        _time.Advance(TimeSpan.FromSeconds(1));
        await Ticks.WaitForAsync(2);
    }

    [Fact]
    public async Task Tick_OfATimerThatDoesNotInterleave_WaitsForTheCallAndCallsForIt()
    {
        var hold = _key + "/hold";
        await Grain.Start(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan, hold, interleave: false);
        var call = Grain.Hold(_key + "/call");
        await Gate.Named(_key + "/call").WaitForAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await Grain.Peek();
        Assert.Equal(0, Gate.Named(hold).Arrived);

        Gate.Named(_key + "/call").Open();
        await call;
        await Gate.Named(hold).WaitForAsync();
        var next = Grain.Ticks();
        await Grain.Peek();
        Assert.False(next.IsCompleted);

        Gate.Named(hold).Open();
        Assert.Equal(1, await next);
    }

    [Fact]
    public async Task Tick_OfATimerThatInterleaves_RunsBesideACall()
    {
        await Grain.Start(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan, hold: null, interleave: true);
        var call = Grain.Hold(_key + "/call");
        await Gate.Named(_key + "/call").WaitForAsync();

        _time.Advance(TimeSpan.FromSeconds(1));

        await Ticks.WaitForAsync();
        Gate.Named(_key + "/call").Open();
        await call;
    }

    [Fact]
    public async Task Dispose_DuringATick_CancelsItsTokenAndEndsTheTimer()
    {
        var hold = _key + "/hold";
        await Grain.Start(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), hold, interleave: true);
        _time.Advance(TimeSpan.FromSeconds(1));
        await Gate.Named(hold).WaitForAsync();

        await Grain.Stop();

        await Gate.Named(_key + "/cancelled").WaitForAsync();
        _time.Advance(TimeSpan.FromSeconds(10));
        await Grain.Ticks();
        Assert.Equal(1, Gate.Named(hold).Arrived);
    }

    [Fact]
    public async Task Timer_OfAGrainThatIsGone_TicksNoMore()
    {
        await Grain.Start(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), hold: null, interleave: false);

        await Grain.Leave();
        Assert.Equal(0, await Grain.Ticks());
        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(0, await Grain.Ticks());
    }

    [Fact]
    public async Task Tick_ThatThrows_DoesNotEndTheTimer()
    {
        await Grain.Start(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), hold: "throw", interleave: false);

        _time.Advance(TimeSpan.FromSeconds(1));
        await Ticks.WaitForAsync(1);
        await Grain.Ticks();
        _time.Advance(TimeSpan.FromSeconds(1));

        await Ticks.WaitForAsync(2);
    }

    [Fact]
    public async Task Change_OfATimer_HoldsFromThenOn()
    {
        await Grain.Start(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), hold: null, interleave: false);

        await Grain.Change(TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(0, await Grain.Ticks());
        _time.Advance(TimeSpan.FromSeconds(1));

        await Ticks.WaitForAsync();
    }

    [Fact]
    public async Task Timer_MadeOutsideOfATurn_IsRefused()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Grain.StartOnThePool());
    }
}

[Alias("test-timed")]
public interface ITimedGrain : IGrainWithStringKey
{
    [Alias("start")]
    Task Start(TimeSpan dueTime, TimeSpan period, string? hold, bool interleave);

    [Alias("start-on-the-pool")]
    Task StartOnThePool();

    [Alias("change")]
    Task Change(TimeSpan dueTime);

    [Alias("stop")]
    Task Stop();

    [Alias("ticks")]
    Task<int> Ticks();

    [Alias("hold")]
    Task Hold(string gate);

    [Alias("peek")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task Peek();

    [Alias("leave")]
    Task Leave();
}

public sealed class TimedGrain : Grain, ITimedGrain, IDisposable
{
    private IGrainTimer? _timer;
    private int _ticks;

    public Task Start(TimeSpan dueTime, TimeSpan period, string? hold, bool interleave)
    {
        _timer = this.RegisterGrainTimer(TickAsync, hold, new() { DueTime = dueTime, Period = period, Interleave = interleave });
        return Task.CompletedTask;
    }

    public Task StartOnThePool() => Task.Run(() => this.RegisterGrainTimer(
        _ => Task.CompletedTask, new GrainTimerCreationOptions(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1))));

    public Task Change(TimeSpan dueTime)
    {
        _timer!.Change(dueTime, TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }

    public Task Stop()
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    public Task<int> Ticks() => Task.FromResult(_ticks);

    public Task Hold(string gate) => Gate.Named(gate).PassAsync();

    public Task Peek() => Task.CompletedTask;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public void Dispose() => _timer?.Dispose();

    private async Task TickAsync(string? hold, CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        _ticks++;
        if (hold == "throw")
        {
            Gate.Named(key + "/tick").Arrive();
            throw new InvalidOperationException("A tick may fail.");
        }

        try
        {
            if (hold is not null)
            {
                await Gate.Named(hold).PassAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            Gate.Named(key + "/cancelled").Arrive();
        }

        Gate.Named(key + "/tick").Arrive();
    }
}
