using Microsoft.Extensions.DependencyInjection;

namespace SkillFlaw.GrainRuntime.Tests.Activations;

public sealed partial class ActivationTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task FirstCalls_AThousandAtOnce_MakeOneActivation()
    {
        var key = TestSilo.NewKey();
        using var start = new ManualResetEventSlim();
        var callers = Enumerable.Range(0, 1_000).Select(_ => Task.Run(async () =>
        {
            start.Wait();
            return await shared.Silo.Grain<ILifeGrain>(key).Activation();
        })).ToArray();

        start.Set();
        var seen = await Task.WhenAll(callers).WaitAsync(_limit);

        Assert.Single(seen.Distinct());
        Assert.Equal(["activate"], Ledger.Read(key));
    }

    [Fact]
    public async Task Calls_DuringActivation_WaitForIt()
    {
        var key = TestSilo.NewKey();
        FailingActivationGrain.Failures[key] = 0;
        var grain = shared.Silo.Grain<IFailingActivationGrain>(key);
        var calls = Enumerable.Range(0, 10).Select(_ => grain.Ping()).ToArray();
        await Gate.Named(key).WaitForAsync();
        Assert.DoesNotContain(calls, call => call.IsCompleted);

        Gate.Named(key).Open();

        Assert.All(await Task.WhenAll(calls).WaitAsync(_limit), answer => Assert.Equal("pong", answer));
    }

    [Fact]
    public async Task DeactivateOnIdle_WhileAnotherCallRuns_WaitsForIt()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<IReentrantLifeGrain>(key);
        var before = await grain.Activation();
        var held = grain.Hold(key + "/held");
        await Gate.Named(key + "/held").WaitForAsync();

        await grain.Leave();
        var next = grain.Activation();
        Assert.DoesNotContain(Ledger.Read(key), line => line.StartsWith("deactivate", StringComparison.Ordinal));
        Assert.False(next.IsCompleted);

        Gate.Named(key + "/held").Open();
        Assert.Equal(before, await held.WaitAsync(_limit));
        Assert.NotEqual(before, await next.WaitAsync(_limit));
        Assert.Equal(["activate", "deactivate ApplicationRequested", "activate"], Ledger.Read(key));
    }

    [Fact]
    public async Task DeactivateOnIdle_WithCallsWaiting_LosesNone()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<ILifeGrain>(key);
        var held = grain.Hold(key + "/held");
        await Gate.Named(key + "/held").WaitForAsync();
        var leave = grain.Leave();
        var waiting = Enumerable.Range(0, 1_000).Select(_ => grain.Activation()).ToArray();

        Gate.Named(key + "/held").Open();
        var first = await held.WaitAsync(_limit);
        await leave.WaitAsync(_limit);
        var answers = await Task.WhenAll(waiting).WaitAsync(_limit);

        Assert.Single(answers.Distinct());
        Assert.DoesNotContain(first, answers);
    }

    [Fact]
    public async Task Code_ThatOutlivesItsActivation_RunsOnOneTurnAtATime()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<ILifeGrain>(key);

        await grain.LeaveWorkBehind(key + "/work");
        await grain.Activation();
        Gate.Named(key + "/work").Open();

        await Gate.Named(key + "/done").WaitForAsync(20);
        Assert.Equal(20, Ledger.Read(key + "/work").Length);
        Assert.DoesNotContain("overlap", Ledger.Read(key + "/work"));
    }

    [Fact]
    public async Task Code_ThatIsQueuedWhenItsActivationEnds_RunsOn()
    {
        var key = TestSilo.NewKey();

        await shared.Silo.Grain<ILifeGrain>(key).LeaveWorkQueued();

        await Gate.Named(key + "/done").WaitForAsync(20);
    }

    [Fact]
    public async Task Services_OfAnActivation_AreDisposedOfWithIt()
    {
        var key = TestSilo.NewKey();
        await using var silo = await TestSilo.StartAsync(configured => configured.Services.AddScoped<ScopedThing>());
        var grain = silo.Grain<IScopedGrain>(key);

        await grain.Leave();

        await Gate.Named(key).WaitForAsync();
        Assert.Equal(1, Gate.Named(key).Arrived);
    }

    [Fact]
    public async Task Grain_ThatIsDisposable_IsDisposedOfAfterItsLastCall()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<IReentrantLifeGrain>(key);

        await grain.Leave();
        await Gate.Named(key + "/disposed").WaitForAsync();

        Assert.Equal(["activate", "deactivate ApplicationRequested"], Ledger.Read(key));
    }
}

[Alias("test-life")]
public interface ILifeGrain : IGrainWithStringKey
{
    [Alias("activation")]
    Task<Guid> Activation();

    [Alias("hold")]
    Task<Guid> Hold(string gate);

    [Alias("leave")]
    Task Leave();

    [Alias("leave-work-behind")]
    Task LeaveWorkBehind(string gate);

    [Alias("leave-work-queued")]
    Task LeaveWorkQueued();
}

public abstract class LifeGrainBase : Grain
{
    private readonly Guid _activation = Guid.NewGuid();
    private int _inside;

    protected string Key => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Ledger.Write(Key, "activate");
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Ledger.Write(Key, $"deactivate {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task<Guid> Activation() => Task.FromResult(_activation);

    public async Task<Guid> Hold(string gate)
    {
        await Gate.Named(gate).PassAsync();
        return _activation;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task LeaveWorkQueued()
    {
        var key = Key;
        for (var i = 0; i < 20; i++)
        {
            _ = WorkAsync();
        }

        DeactivateOnIdle();
        return Task.CompletedTask;

        async Task WorkAsync()
        {
            await Task.Yield();
            Gate.Named(key + "/done").Arrive();
        }
    }

    public Task LeaveWorkBehind(string gate)
    {
        var key = Key;
        for (var i = 0; i < 20; i++)
        {
            _ = WorkAsync();
        }

        DeactivateOnIdle();
        return Task.CompletedTask;

        async Task WorkAsync()
        {
            await Gate.Named(gate).PassAsync();
            var overlap = Interlocked.Increment(ref _inside) != 1;
            Thread.SpinWait(100_000);
            Interlocked.Decrement(ref _inside);
            Ledger.Write(gate, overlap ? "overlap" : "alone");
            Gate.Named(key + "/done").Arrive();
        }
    }
}

public sealed class LifeGrain : LifeGrainBase, ILifeGrain;

[Alias("test-reentrant-life")]
public interface IReentrantLifeGrain : IGrainWithStringKey
{
    [Alias("activation")]
    Task<Guid> Activation();

    [Alias("hold")]
    Task<Guid> Hold(string gate);

    [Alias("leave")]
    Task Leave();
}

[Orleans.Concurrency.Reentrant]
public sealed class ReentrantLifeGrain : LifeGrainBase, IReentrantLifeGrain, IDisposable
{
    public void Dispose() => Gate.Named(Key + "/disposed").Arrive();
}

[Alias("test-scoped")]
public interface IScopedGrain : IGrainWithStringKey
{
    [Alias("leave")]
    Task Leave();
}

public sealed class ScopedGrain(ScopedThing thing) : Grain, IScopedGrain
{
    public Task Leave()
    {
        thing.Gate = this.GetPrimaryKeyString();
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

public sealed class ScopedThing : IDisposable
{
    public string? Gate { get; set; }

    public void Dispose() => Tests.Gate.Named(Gate!).Arrive();
}

[Alias("test-failing-activation")]
public interface IFailingActivationGrain : IGrainWithStringKey
{
    [Alias("ping")]
    Task<string> Ping();
}

public sealed class FailingActivationGrain : Grain, IFailingActivationGrain
{
    public static System.Collections.Concurrent.ConcurrentDictionary<string, int> Failures { get; } = new();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        await Gate.Named(key).PassAsync(cancellationToken);
        if (Failures[key]-- > 0)
        {
            throw new NotSupportedException("not now");
        }
    }

    public Task<string> Ping() => Task.FromResult("pong");
}
