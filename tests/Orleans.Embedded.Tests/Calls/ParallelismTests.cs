using Orleans.Concurrency;

namespace SkillFlaw.GrainRuntime.Tests.Calls;

public sealed partial class ParallelismTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    /// <summary>As many as there are cores: that many the thread pool runs at once without a delay.</summary>
    private static readonly int _cores = Environment.ProcessorCount;

    [Fact]
    public async Task Calls_StartedByOneTurn_BlockEveryCoreAtOnce()
    {
        var key = TestSilo.NewKey();

        // Each callee blocks its thread until all of them have begun: run one after the other, the first would wait for ever.
        await shared.Silo.Grain<IBusyGrain>(key).MeetOthers(_cores);

        Assert.Equal(_cores, Gate.Named(key).Arrived);
    }

    [Fact]
    public async Task Calls_StartedTogetherFromOutside_BlockEveryCoreAtOnce()
    {
        var key = TestSilo.NewKey();

        await Task.Run(() => Task.WhenAll(Enumerable.Range(0, _cores).Select(i => shared.Silo.Grain<IBusyGrain>($"{key}-{i}").Meet(key, _cores))))
            .WaitAsync(_limit);

        Assert.Equal(_cores, Gate.Named(key).Arrived);
    }

    [Fact]
    public async Task Calls_ToAStatelessWorker_RunInParallelUpToItsLimit()
    {
        var key = TestSilo.NewKey();
        var worker = shared.Silo.Grain<ITwoWorkersGrain>(key);

        var calls = Enumerable.Range(0, 5).Select(_ => worker.Pass(key)).ToArray();
        await Gate.Named(key).WaitForAsync(2);
        var beside = shared.Silo.Grain<ITwoWorkersGrain>(key + "-other");
        await beside.Ping();

        Assert.Equal(2, Gate.Named(key).Arrived);
        Gate.Named(key).Open();
        await Task.WhenAll(calls).WaitAsync(_limit);
        Assert.Equal(5, Gate.Named(key).Arrived);
    }
}

[Alias("test-busy")]
public interface IBusyGrain : IGrainWithStringKey
{
    [Alias("meet")]
    Task Meet(string gate, int others);

    [Alias("meet-others")]
    Task MeetOthers(int others);

    [Alias("hold")]
    Task Hold(string gate);

    [Alias("answer")]
    Task Answer();

    [Alias("block-until-callee-runs")]
    Task BlockUntilCalleeRuns();
}

public sealed class BusyGrain : Grain, IBusyGrain
{
    public Task Meet(string gate, int others)
    {
        Gate.Named(gate).Arrive();
        SpinWait.SpinUntil(() => Gate.Named(gate).Arrived >= others, TimeSpan.FromSeconds(20));
        return Gate.Named(gate).Arrived >= others ? Task.CompletedTask : throw new TimeoutException("The others did not come: calls ran one after the other.");
    }

    public Task MeetOthers(int others)
    {
        var key = this.GetPrimaryKeyString();
        return Task.WhenAll(Enumerable.Range(0, others).Select(i => GrainFactory.GetGrain<IBusyGrain>($"{key}-{i}").Meet(key, others)));
    }

    public Task Hold(string gate) => Gate.Named(gate).PassAsync();

    public Task Answer() => Task.CompletedTask;

    public async Task BlockUntilCalleeRuns()
    {
        var gate = TestSilo.NewKey();
        var callee = GrainFactory.GetGrain<IBusyGrain>(gate).Meet(gate, 1);
        if (!SpinWait.SpinUntil(() => Gate.Named(gate).Arrived > 0, TimeSpan.FromSeconds(20)))
        {
            throw new TimeoutException("The callee did not run while its caller was busy.");
        }

        await callee;
    }
}

[Alias("test-two-workers")]
public interface ITwoWorkersGrain : IGrainWithStringKey
{
    [Alias("pass")]
    Task Pass(string gate);

    [Alias("ping")]
    Task Ping();

    [Alias("leave")]
    Task Leave();

    [Alias("pass-and-leave")]
    Task PassAndLeave(string gate);

    /// <summary>Blocks its thread until something arrives at the gate's <c>/unblock</c>.</summary>
    [Alias("block")]
    Task Block(string gate);

    [Alias("glance")]
    [AlwaysInterleave]
    Task Glance(string gate);
}

[StatelessWorker(2)]
public sealed class TwoWorkersGrain : Grain, ITwoWorkersGrain
{
    public Task Pass(string gate) => Gate.Named(gate).PassAsync();

    public Task Ping() => Task.CompletedTask;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task PassAndLeave(string gate)
    {
        DeactivateOnIdle();
        return Pass(gate);
    }

    public Task Block(string gate)
    {
        Gate.Named(gate).Arrive();
        var unblock = Gate.Named(gate + "/unblock");
        return SpinWait.SpinUntil(() => unblock.Arrived > 0, TimeSpan.FromSeconds(20))
            ? Task.CompletedTask
            : throw new TimeoutException("Nobody let the grain go on.");
    }

    public Task Glance(string gate) => Block(gate);
}
