using Orleans.Concurrency;

namespace SkillFlaw.GrainRuntime.Tests.Calls;

/// <summary>Orleans lets a cycle hang until the time-out; embedded it fails with the chain's names.</summary>
public sealed class CallCycleTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task Cycle_OfTwoGrains_FailsAndNamesTheChain()
    {
        var (a, b) = (TestSilo.NewKey(), TestSilo.NewKey());

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => shared.Silo.Grain<ICycleGrain>(a).Walk([b, a]));

        Assert.Contains(
            $"cycle/{a} ICycleGrain.Walk -> cycle/{b} ICycleGrain.Walk -> cycle/{a} ICycleGrain.Walk", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cycle_OfAGrainWithItself_Fails()
    {
        var a = TestSilo.NewKey();

        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.Silo.Grain<ICycleGrain>(a).Walk([a]));
    }

    [Fact]
    public async Task Cycle_ThroughAReentrantGrain_Fails()
    {
        var (a, b) = (TestSilo.NewKey(), TestSilo.NewKey());

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => shared.Silo.Grain<ICycleGrain>(a).Walk([$"reentrant:{b}", a]));

        Assert.Contains($"reentrantcycle/{b}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Grains_AfterACycleFailed_AreFreeAgain()
    {
        var (a, b) = (TestSilo.NewKey(), TestSilo.NewKey());
        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.Silo.Grain<ICycleGrain>(a).Walk([b, a]));

        await shared.Silo.Grain<ICycleGrain>(a).Walk([b]);
    }

    [Fact]
    public async Task Cycle_BackToAReentrantGrain_IsNone()
    {
        var a = $"reentrant:{TestSilo.NewKey()}";

        await shared.Silo.Grain<IReentrantCycleGrain>(a["reentrant:".Length..]).Walk([TestSilo.NewKey(), a]);
    }

    [Fact]
    public async Task Cycle_ThroughTheCallThatWakesAGrain_Fails()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => shared.Silo.Grain<IWakeCycleGrain>().Ping());

        Assert.Contains("ICycleGrain.WakeAgain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_OfWorkLeftBehindWhileARelatedCallRuns_IsNoCycle()
    {
        var (a, x) = (TestSilo.NewKey(), TestSilo.NewKey());
        var (grainA, grainX) = (shared.Silo.Grain<ICycleGrain>(a), shared.Silo.Grain<ICycleGrain>(x));
        await grainA.CallLater(a + "/later", x, a + "/result");

        // X waits for A, which is busy with something else; what A left behind calls X and has to wait. None of it waits for itself.
        var held = grainX.WaitFor(a, a + "/held");
        await Gate.Named(a + "/held").WaitForAsync();
        Gate.Named(a + "/later").Open();

        // Longer than a real cycle is given.
        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.Silo.Grain<ICycleGrain>(a + "b").Walk([a + "b"]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => shared.Silo.Grain<ICycleGrain>(a + "c").Walk([a + "c"]));
        Gate.Named(a + "/held").Open();
        await held;
        await Gate.Named(a + "/result").WaitForAsync();
        Assert.Equal(["done"], Ledger.Read(a + "/result"));
    }

    [Fact]
    public async Task Cycle_BackToACallThatDoesNotWait_IsNone()
    {
        var (a, b) = (TestSilo.NewKey(), TestSilo.NewKey());

        await shared.Silo.Grain<ICycleGrain>(a).StartAndLeave([b, a]);

        await Gate.Named(a).WaitForAsync();
    }
}

[Alias("test-cycle")]
public interface ICycleGrain : IGrainWithStringKey
{
    [Alias("walk")]
    Task Walk([Immutable] string[] path);

    [Alias("start-and-leave")]
    Task StartAndLeave([Immutable] string[] path);

    /// <summary>Leaves work behind that calls a grain once the gate is open, and notes the outcome.</summary>
    [Alias("call-later")]
    Task CallLater(string gate, string key, string result);

    [Alias("wait-for")]
    Task WaitFor(string key, string gate);

    [Alias("hold")]
    Task Hold(string gate);

    [Alias("wake-again")]
    Task WakeAgain(string key);
}

public sealed class CycleGrain : Grain, ICycleGrain
{
    public async Task Walk(string[] path)
    {
        await Task.Yield();
        await CyclePath.Next(GrainFactory, path);
    }

    public Task CallLater(string gate, string key, string result)
    {
        _ = CallAsync();
        return Task.CompletedTask;

        async Task CallAsync()
        {
            await Gate.Named(gate).PassAsync();
            try
            {
                await GrainFactory.GetGrain<ICycleGrain>(key).Walk([]);
                Ledger.Write(result, "done");
            }
            catch (InvalidOperationException exception)
            {
                Ledger.Write(result, exception.Message);
            }

            Gate.Named(result).Arrive();
        }
    }

    public Task WaitFor(string key, string gate) => GrainFactory.GetGrain<ICycleGrain>(key).Hold(gate);

    public Task Hold(string gate) => Gate.Named(gate).PassAsync();

    public Task WakeAgain(string key) => GrainFactory.GetGrain<IWakeCycleGrain>(key).Ping();

    public Task StartAndLeave(string[] path)
    {
        _ = FollowAsync();
        return Task.CompletedTask;

        async Task FollowAsync()
        {
            await CyclePath.Next(GrainFactory, path);
            Gate.Named(this.GetPrimaryKeyString()).Arrive();
        }
    }
}

[Alias("test-wake-cycle")]
public interface IWakeCycleGrain : IGrainWithStringKey
{
    [Alias("ping")]
    Task Ping();
}

public sealed class WakeCycleGrain : Grain, IWakeCycleGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) =>
        GrainFactory.GetGrain<ICycleGrain>(TestSilo.NewKey()).WakeAgain(this.GetPrimaryKeyString());

    public Task Ping() => Task.CompletedTask;
}

[Alias("test-reentrant-cycle")]
public interface IReentrantCycleGrain : IGrainWithStringKey
{
    [Alias("walk")]
    Task Walk([Immutable] string[] path);
}

[Reentrant]
public sealed class ReentrantCycleGrain : Grain, IReentrantCycleGrain
{
    public async Task Walk(string[] path)
    {
        await Task.Yield();
        await CyclePath.Next(GrainFactory, path);
    }
}

internal static class CyclePath
{
    internal static Task Next(IGrainFactory grains, string[] path) => path switch
    {
        [] => Task.CompletedTask,
        [var next, .. var rest] when next.StartsWith("reentrant:", StringComparison.Ordinal) =>
            grains.GetGrain<IReentrantCycleGrain>(next["reentrant:".Length..]).Walk(rest),
        [var next, .. var rest] => grains.GetGrain<ICycleGrain>(next).Walk(rest),
    };
}
