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
}

public sealed class CycleGrain : Grain, ICycleGrain
{
    public async Task Walk(string[] path)
    {
        await Task.Yield();
        await CyclePath.Next(GrainFactory, path);
    }

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
