namespace SkillFlaw.GrainRuntime.Tests.Hosting;

public sealed class ShutdownTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly string _key = TestSilo.NewKey();

    [Fact]
    public async Task Stop_WithCallsInProgress_LetsThemFinish()
    {
        var silo = await TestSilo.StartAsync();
        var grain = silo.Grain<IStoppingGrain>(_key);
        var held = grain.HoldThenCall(_key, _key + "-other");
        await Gate.Named(_key).WaitForAsync();
        var waiting = grain.Ping();

        var stopped = silo.StopAsync();
        await RefusedAsync(silo);
        Assert.False(stopped.IsCompleted);
        Gate.Named(_key).Open();

        Assert.Equal("pong", await held.WaitAsync(_limit));
        Assert.Equal("pong", await waiting.WaitAsync(_limit));
        await stopped.WaitAsync(_limit);
        Assert.Equal(["ShuttingDown"], Ledger.Read(_key));
    }

    [Fact]
    public async Task Stop_WhenItsTimeIsOver_FailsWhatStillWaits()
    {
        var silo = await TestSilo.StartAsync();
        var held = silo.Grain<IStoppingGrain>(_key).HoldThenCall(_key, _key + "-other");
        await Gate.Named(_key).WaitForAsync();

        await silo.StopAsync(new CancellationToken(canceled: true));

        await Assert.ThrowsAsync<SiloUnavailableException>(() => held).WaitAsync(_limit);
        Gate.Named(_key).Open();
    }

    [Fact]
    public async Task Grain_ThatGoesOnAfterTheEnd_CannotCallAnother()
    {
        var silo = await TestSilo.StartAsync();
        var held = silo.Grain<IStoppingGrain>(_key).HoldThenCall(_key, _key + "-other");
        await Gate.Named(_key).WaitForAsync();
        await silo.StopAsync(new CancellationToken(canceled: true));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => held).WaitAsync(_limit);

        Gate.Named(_key).Open();

        await Gate.Named(_key + "/refused").WaitForAsync();
    }

    [Fact]
    public async Task Stop_WithIdleGrains_DeactivatesEachOfThem()
    {
        var silo = await TestSilo.StartAsync();
        var keys = Enumerable.Range(0, 200).Select(i => $"{_key}-{i}").ToArray();
        await Task.WhenAll(keys.Select(key => silo.Grain<IStoppingGrain>(key).Ping()));

        await silo.StopAsync().WaitAsync(_limit);

        Assert.All(keys, key => Assert.Equal(["ShuttingDown"], Ledger.Read(key)));
    }

    [Fact]
    public async Task Stop_WithASequenceBeingRead_LetsItEnd()
    {
        var silo = await TestSilo.StartAsync();
        await using var items = silo.Grain<Enumeration.ISequenceGrain>(_key).HoldAfter(1, _key).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());
        var next = items.MoveNextAsync().AsTask();
        await Gate.Named(_key).WaitForAsync();

        var stopped = silo.StopAsync();
        await RefusedAsync(silo);
        Gate.Named(_key).Open();

        Assert.False(await next.WaitAsync(_limit));
        await stopped.WaitAsync(_limit);
    }

    [Fact]
    public async Task OneWay_AfterTheEnd_IsRefused()
    {
        var silo = await TestSilo.StartAsync();
        var grain = silo.Grain<Calls.IFailingGrain>();
        await silo.StopAsync();

        await Assert.ThrowsAsync<SiloUnavailableException>(() => grain.Shout(TestSilo.NewKey()));
    }

    [Fact]
    public async Task Stop_WithAGivenUpCallBehindTheLast_EndsAtOnce()
    {
        var silo = await TestSilo.StartAsync();
        var busy = silo.Grain<IStoppingGrain>(_key);
        var caller = silo.Grain<IStoppingGrain>(_key + "-caller");
        var called = caller.CallAndGiveUp(_key, _key + "/call", _key + "/give-up");
        await Gate.Named(_key + "/call").WaitForAsync();
        var blocked = Task.Run(() => busy.Block(_key + "/blocked"));
        await Gate.Named(_key + "/blocked").WaitForAsync();

        // The grain is told to drain while its thread is blocked; then a call arrives behind that, and is given up.
        var stopped = silo.StopAsync();
        await RefusedAsync(silo);
        Gate.Named(_key + "/call").Open();
        await Gate.Named(_key + "/give-up").WaitForAsync();
        Gate.Named(_key + "/give-up").Open();
        Assert.Equal("given up", await called.WaitAsync(_limit));
        Gate.Named(_key + "/unblock").Arrive();

        await blocked.WaitAsync(_limit);
        await stopped.WaitAsync(_limit);
    }

    /// <summary>Waits until calls from outside are refused.</summary>
    private static async Task RefusedAsync(TestSilo silo)
    {
        var since = System.Diagnostics.Stopwatch.StartNew();
        while (since.Elapsed < _limit)
        {
            try
            {
                await silo.Grain<IStoppingGrain>().Ping();
            }
            catch (SiloUnavailableException)
            {
                return;
            }
        }

        throw new TimeoutException("The silo still takes calls.");
    }
}

[Alias("test-stopping")]
public interface IStoppingGrain : IGrainWithStringKey
{
    [Alias("hold-then-call")]
    Task<string> HoldThenCall(string gate, string other);

    [Alias("ping")]
    Task<string> Ping();

    [Alias("block")]
    Task Block(string gate);

    [Alias("ping-with-token")]
    Task<string> PingWithToken(CancellationToken cancellationToken);

    [Alias("call-and-give-up")]
    Task<string> CallAndGiveUp(string other, string call, string giveUp);
}

public sealed class StoppingGrain : Grain, IStoppingGrain
{
    public async Task<string> HoldThenCall(string gate, string other)
    {
        await Gate.Named(gate).PassAsync();
        try
        {
            return await GrainFactory.GetGrain<IStoppingGrain>(other).Ping();
        }
        catch (SiloUnavailableException)
        {
            Gate.Named(gate + "/refused").Arrive();
            throw;
        }
    }

    public Task<string> Ping() => Task.FromResult("pong");

    public Task Block(string gate)
    {
        Gate.Named(gate).Arrive();
        var unblock = Gate.Named(this.GetPrimaryKeyString() + "/unblock");
        return SpinWait.SpinUntil(() => unblock.Arrived > 0, TimeSpan.FromSeconds(20))
            ? Task.CompletedTask
            : throw new TimeoutException("Nobody let the grain go on.");
    }

    public Task<string> PingWithToken(CancellationToken cancellationToken) => Ping();

    public async Task<string> CallAndGiveUp(string other, string call, string giveUp)
    {
        await Gate.Named(call).PassAsync();
        using var cancel = new CancellationTokenSource();
        var pong = GrainFactory.GetGrain<IStoppingGrain>(other).PingWithToken(cancel.Token);
        await Gate.Named(giveUp).PassAsync();
        await cancel.CancelAsync();
        try
        {
            return await pong;
        }
        catch (OperationCanceledException)
        {
            return "given up";
        }
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Ledger.Write(this.GetPrimaryKeyString(), $"{reason.ReasonCode}");
        return Task.CompletedTask;
    }
}
