using System.Collections.Immutable;
using Orleans.Concurrency;

namespace SkillFlaw.GrainRuntime.Tests.Calls;

public sealed class TurnTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task Calls_OfAReentrantGrain_NeverRunTwoTurnsAtOnce()
    {
        var grain = shared.Silo.Grain<ITurnGrain>();

        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => grain.Hop(20)));

        Assert.Equal((500 * 20, 0), await grain.Count());
    }

    [Fact]
    public async Task Await_InAGrain_ComesBackToItsActivation()
    {
        var schedulers = await shared.Silo.Grain<ITurnGrain>().Schedulers();

        Assert.Equal(["same", "same", "same", "same", "other"], schedulers.AsEnumerable());
    }

    [Fact]
    public async Task Activations_OfDifferentGrains_HaveDifferentSchedulers()
    {
        var first = await shared.Silo.Grain<ITurnGrain>().SchedulerId();
        var second = await shared.Silo.Grain<ITurnGrain>().SchedulerId();

        Assert.NotEqual(first, second);
        Assert.NotEqual(TaskScheduler.Default.Id, first);
    }

    [Fact]
    public async Task AsyncLocal_OfACaller_IsNotSeenByTheGrainNorTheOtherWayRound()
    {
        var grain = shared.Silo.Grain<ITurnGrain>();
        TurnGrain.Local.Value = "caller";

        var calls = Enumerable.Range(0, 100).Select(_ => grain.SwapLocal("grain")).ToArray();

        Assert.All(await Task.WhenAll(calls), Assert.Null);
        Assert.Equal("caller", TurnGrain.Local.Value);
    }

    [Fact]
    public async Task Calls_FromOutside_LeaveTheCallersSchedulerAlone()
    {
        await shared.Silo.Grain<ITurnGrain>().Hop(1);

        Assert.Same(TaskScheduler.Default, TaskScheduler.Current);
    }
}

[Alias("test-turn")]
public interface ITurnGrain : IGrainWithStringKey
{
    [Alias("hop")]
    Task Hop(int times);

    [Alias("count")]
    Task<(int Turns, int Overlaps)> Count();

    [Alias("schedulers")]
    Task<ImmutableArray<string>> Schedulers();

    [Alias("scheduler-id")]
    Task<int> SchedulerId();

    /// <summary>Sets an AsyncLocal and answers what it was.</summary>
    [Alias("swap-local")]
    Task<string?> SwapLocal(string value);
}

[Reentrant]
public sealed class TurnGrain : Grain, ITurnGrain
{
    public static readonly AsyncLocal<string?> Local = new();

    private int _inside;
    private int _overlaps;
    private int _turns;

    public async Task Hop(int times)
    {
        for (var i = 0; i < times; i++)
        {
            await Task.Yield();
            if (Interlocked.Increment(ref _inside) != 1)
            {
                Interlocked.Increment(ref _overlaps);
            }

            // Not atomic: lost updates would show too.
            _turns++;
            Thread.SpinWait(50);
            Interlocked.Decrement(ref _inside);
        }
    }

    public Task<(int Turns, int Overlaps)> Count() => Task.FromResult((_turns, _overlaps));

    public async Task<ImmutableArray<string>> Schedulers()
    {
        var own = TaskScheduler.Current;
        var seen = new List<string>();
        void Note(TaskScheduler scheduler) => seen.Add(scheduler.Id == own.Id ? "same" : "other");

        await Task.Yield();
        Note(TaskScheduler.Current);
        await Task.Run(() => Thread.SpinWait(10));
        Note(TaskScheduler.Current);
        await GrainFactory.GetGrain<ITurnGrain>(TestSilo.NewKey()).Hop(3);
        Note(TaskScheduler.Current);
        Note(await Task.Factory.StartNew(() => TaskScheduler.Current));
        Note(await Task.Run(() => TaskScheduler.Current));
        return [.. seen];
    }

    public Task<string?> SwapLocal(string value)
    {
        var before = Local.Value;
        Local.Value = value;
        return Task.FromResult(before);
    }

    public Task<int> SchedulerId() => Task.FromResult(TaskScheduler.Current.Id);
}
