using Orleans.Concurrency;

namespace SkillFlaw.GrainRuntime.Tests.Calls;

/// <summary>Which call may begin while another of the same activation is in progress. Each test holds a call at a gate and tries a second.</summary>
public sealed class InterleavingTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Write_BesideAWrite_Waits() => await AssertWaits(grain => grain.Write("held"), grain => grain.Write("second"));

    [Fact]
    public async Task Write_BesideARead_Waits() => await AssertWaits(grain => grain.Read("held"), grain => grain.Write("second"));

    [Fact]
    public async Task Read_BesideAWrite_Waits() => await AssertWaits(grain => grain.Write("held"), grain => grain.Read("second"));

    [Fact]
    public async Task Read_BesideARead_Runs() => await AssertRuns(grain => grain.Read("held"), grain => grain.Read("second"));

    [Fact]
    public async Task AlwaysInterleave_BesideAWrite_Runs() => await AssertRuns(grain => grain.Write("held"), grain => grain.Glance("second"));

    [Fact]
    public async Task Write_BesideAnAlwaysInterleave_Runs() => await AssertRuns(grain => grain.Glance("held"), grain => grain.Write("second"));

    [Fact]
    public async Task AnyCall_OfAReentrantGrain_Runs()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<IReentrantHoldGrain>(key);
        var held = grain.Hold("held");
        await Gate.Named(key + "/held").WaitForAsync();

        var second = grain.Hold("second");
        await Gate.Named(key + "/second").WaitForAsync();

        Gate.Named(key + "/held").Open();
        Gate.Named(key + "/second").Open();
        await Task.WhenAll(held, second).WaitAsync(_limit);
    }

    [Fact]
    public async Task Interleaving_BehindABlockedCall_PassesItBy()
    {
        var (key, grain) = NewGrain();
        var held = grain.Write("held");
        await Gate.Named(key + "/held").WaitForAsync();
        var blocked = grain.Write("second");
        Gate.Named(key + "/glance").Open();

        await grain.Glance("glance").WaitAsync(_limit);

        Assert.Equal(0, Gate.Named(key + "/second").Arrived);
        Gate.Named(key + "/held").Open();
        Gate.Named(key + "/second").Open();
        await Task.WhenAll(held, blocked).WaitAsync(_limit);
    }

    [Fact]
    public async Task Calls_ThatWaited_RunInTheOrderTheyCame()
    {
        var (key, grain) = NewGrain();
        var held = grain.Write("held");
        await Gate.Named(key + "/held").WaitForAsync();
        var waiting = Enumerable.Range(0, 100).Select(i =>
        {
            Gate.Named($"{key}/{i}").Open();
            return grain.Write($"{i}");
        }).ToArray();

        Gate.Named(key + "/held").Open();
        await Task.WhenAll(waiting).WaitAsync(_limit);

        await held;
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}").Prepend("held"), Ledger.Read(key));
    }

    private (string Key, IHoldGrain Grain) NewGrain()
    {
        var key = TestSilo.NewKey();
        return (key, shared.Silo.Grain<IHoldGrain>(key));
    }

    private async Task AssertRuns(Func<IHoldGrain, Task> first, Func<IHoldGrain, Task> second)
    {
        var (key, grain) = NewGrain();
        var held = first(grain);
        await Gate.Named(key + "/held").WaitForAsync();

        Gate.Named(key + "/second").Open();
        await second(grain).WaitAsync(_limit);

        Assert.False(held.IsCompleted);
        Gate.Named(key + "/held").Open();
        await held.WaitAsync(_limit);
    }

    private async Task AssertWaits(Func<IHoldGrain, Task> first, Func<IHoldGrain, Task> second)
    {
        var (key, grain) = NewGrain();
        var held = first(grain);
        await Gate.Named(key + "/held").WaitForAsync();

        // A call that always interleaves comes after the second one: when it has run, the second had its chance.
        var waiting = second(grain);
        Gate.Named(key + "/probe").Open();
        await grain.Glance("probe").WaitAsync(_limit);
        Assert.Equal(0, Gate.Named(key + "/second").Arrived);

        Gate.Named(key + "/second").Open();
        Gate.Named(key + "/held").Open();
        await Task.WhenAll(held, waiting).WaitAsync(_limit);
    }
}

[Alias("test-hold")]
public interface IHoldGrain : IGrainWithStringKey
{
    [Alias("write")]
    Task Write(string gate);

    [Alias("read")]
    [ReadOnly]
    Task Read(string gate);

    [Alias("glance")]
    [AlwaysInterleave]
    Task Glance(string gate);
}

public sealed class HoldGrain : Grain, IHoldGrain
{
    public Task Write(string gate) => Hold(gate);

    public Task Read(string gate) => Hold(gate);

    public Task Glance(string gate) => Hold(gate);

    private async Task Hold(string gate)
    {
        if (!gate.StartsWith("probe", StringComparison.Ordinal))
        {
            Ledger.Write(this.GetPrimaryKeyString(), gate);
        }

        await Gate.Named($"{this.GetPrimaryKeyString()}/{gate}").PassAsync();
    }
}

[Alias("test-reentrant-hold")]
public interface IReentrantHoldGrain : IGrainWithStringKey
{
    [Alias("hold")]
    Task Hold(string gate);
}

[Reentrant]
public sealed class ReentrantHoldGrain : Grain, IReentrantHoldGrain
{
    public Task Hold(string gate) => Gate.Named($"{this.GetPrimaryKeyString()}/{gate}").PassAsync();
}
