using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace SkillFlaw.GrainRuntime.Tests.Calls;

public sealed class ResponseTimeoutTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(silo =>
    {
        silo.Services.AddSingleton<TimeProvider>(_time);
        silo.Services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
    });

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Call_WithoutAnAnswerInTime_FailsAndTheCalleeGoesOn()
    {
        var key = TestSilo.NewKey();
        var grain = _silo.Grain<ISlowGrain>(key);
        var call = grain.Hold(key);
        await Gate.Named(key).WaitForAsync();

        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.3));

        var error = await Assert.ThrowsAsync<TimeoutException>(() => call);
        Assert.Contains("ISlowGrain.Hold", error.Message, StringComparison.Ordinal);
        Gate.Named(key).Open();
        Assert.Equal(1, await grain.Ended());
    }

    [Fact]
    public async Task Method_WithATimeoutOfItsOwn_KeepsIt()
    {
        var key = TestSilo.NewKey();
        var call = _silo.Grain<ISlowGrain>(key).HoldLonger(key);
        await Gate.Named(key).WaitForAsync();

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<TimeoutException>(() => call);
        Gate.Named(key).Open();
    }

    [Fact]
    public async Task Call_ThatTimesOutInTheQueue_IsNeverBegun()
    {
        var key = TestSilo.NewKey();
        var grain = _silo.Grain<ISlowGrain>(key);
        var held = grain.HoldLonger(key);
        await Gate.Named(key).WaitForAsync();
        var waiting = grain.Hold(key + "/waiting");

        _time.Advance(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        Gate.Named(key).Open();
        await held;

        Assert.Equal(1, await grain.Ended());
        Assert.Equal(0, Gate.Named(key + "/waiting").Arrived);
    }

    [Fact]
    public async Task Cycle_AfterAnAwaitOfSomethingElse_FailsAtHalfTheTime()
    {
        var (a, b) = (TestSilo.NewKey(), TestSilo.NewKey());
        var call = _silo.Grain<ISlowGrain>(a).HoldThenPing(a, b);
        await Gate.Named(a).WaitForAsync();
        Gate.Named(a).Open();
        await Gate.Named(b).WaitForAsync();
        await _silo.Grain<ISlowGrain>(a).Peek();

        for (var i = 0; i < 52; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
        }

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => call);
        Assert.Contains($"slow/{a} ISlowGrain.HoldThenPing -> slow/{b} ISlowGrain.PingBack -> slow/{a} ISlowGrain.Ended", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cycle_AfterTheAnswerOfAnotherGrain_FailsAfterASecond()
    {
        var (a, b) = (TestSilo.NewKey(), TestSilo.NewKey());
        var call = _silo.Grain<ISlowGrain>(a).AskThenPing(TestSilo.NewKey(), b);
        await Gate.Named(b).WaitForAsync();
        await _silo.Grain<ISlowGrain>(a).Peek();

        for (var i = 0; i < 12; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.1));
        }

        await Assert.ThrowsAsync<InvalidOperationException>(() => call).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Call_ThatTimedOutInTheQueue_LetsGoOfItsArguments()
    {
        var key = TestSilo.NewKey();
        var grain = _silo.Grain<ISlowGrain>(key);
        var held = grain.HoldLonger(key);
        await Gate.Named(key).WaitForAsync();

        var arguments = new List<WeakReference>();
        var calls = Enumerable.Range(0, 3_000).Select(_ => SendAndForget(grain, arguments)).ToArray();
        await grain.Peek();
        _time.Advance(TimeSpan.FromSeconds(11));
        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => call);
        }

        await grain.Peek();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        // The queue is cleared of them a thousand at a time.
        Assert.InRange(arguments.Count(argument => argument.IsAlive), 0, 1_024);
        Gate.Named(key).Open();
        await held;
    }

    [Fact]
    public async Task Call_WithATokenThatLivesOn_IsForgottenOnceAnswered()
    {
        using var lives = new CancellationTokenSource();
        var grain = _silo.Grain<ISlowGrain>();
        var answers = new List<WeakReference>();
        for (var i = 0; i < 100; i++)
        {
            await NoteAnswer(grain, answers, lives.Token);
        }

        _time.Advance(TimeSpan.FromSeconds(0.1));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.True(answers.Count(answer => answer.IsAlive) < 10, "A token that lives on holds the calls it was passed to.");
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static async Task NoteAnswer(ISlowGrain grain, List<WeakReference> answers, CancellationToken token) =>
        answers.Add(new(await grain.Give(token)));

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static Task SendAndForget(ISlowGrain grain, List<WeakReference> arguments)
    {
        var argument = new string('x', 1_000);
        arguments.Add(new(argument));
        return grain.Take(argument);
    }

    [Fact]
    public async Task Calls_ManyAtOnce_TimeOutEachOfThem()
    {
        var key = TestSilo.NewKey();
        var grain = _silo.Grain<ISlowGrain>(key);

        // More than the registry holds in its rings, so that both ways of keeping a call are tried.
        var calls = Enumerable.Range(0, 5_000).Select(_ => grain.Hold(key)).ToArray();
        await Gate.Named(key).WaitForAsync();
        _time.Advance(TimeSpan.FromSeconds(11));

        foreach (var call in calls)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => call);
        }

        Gate.Named(key).Open();
    }
}

[Alias("test-slow")]
public interface ISlowGrain : IGrainWithStringKey
{
    [Alias("hold")]
    Task Hold(string gate);

    [Alias("hold-longer")]
    [ResponseTimeout("00:01:00")]
    Task HoldLonger(string gate);

    [Alias("ended")]
    Task<int> Ended();

    [Alias("hold-then-ping")]
    Task HoldThenPing(string gate, string other);

    [Alias("ask-then-ping")]
    Task AskThenPing(string first, string other);

    [Alias("ping-back")]
    Task PingBack(string key);

    [Alias("take")]
    Task Take(string text);

    [Alias("give")]
    Task<string> Give(CancellationToken cancellationToken);

    [Alias("peek")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task Peek();
}

public sealed class SlowGrain : Grain, ISlowGrain
{
    private int _ended;

    public Task Hold(string gate) => HoldLonger(gate);

    public async Task HoldLonger(string gate)
    {
        await Gate.Named(gate).PassAsync();
        _ended++;
    }

    public Task<int> Ended() => Task.FromResult(_ended);

    public async Task HoldThenPing(string gate, string other)
    {
        await Gate.Named(gate).PassAsync();
        await GrainFactory.GetGrain<ISlowGrain>(other).PingBack(this.GetPrimaryKeyString());
    }

    public async Task AskThenPing(string first, string other)
    {
        await GrainFactory.GetGrain<ISlowGrain>(first).Ended();
        await GrainFactory.GetGrain<ISlowGrain>(other).PingBack(this.GetPrimaryKeyString());
    }

    public Task PingBack(string key)
    {
        var back = GrainFactory.GetGrain<ISlowGrain>(key).Ended();
        Gate.Named(this.GetPrimaryKeyString()).Arrive();
        return back;
    }

    public Task Take(string text) => Task.CompletedTask;

    public Task<string> Give(CancellationToken cancellationToken) => Task.FromResult(new string('y', 1_000));

    public Task Peek() => Task.CompletedTask;
}
