using SkillFlaw.Storage.Schedules;

namespace SkillFlaw.Grains.Schedules;

/// <summary>Schedules of two nodes over one database, with their real queues.</summary>
public sealed class ScheduleNodesTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly ScheduleServer _one;
    private readonly ScheduleServer _two;
    private Guid _flow;

    public ScheduleNodesTests()
    {
        _clock.Advance(ScheduleServer.Start - _clock.GetUtcNow());
        _one = new ScheduleServer(_clock);
        _two = new ScheduleServer(_clock, _one);
    }

    [Theory]
    [InlineData(MissedRuns.Skip, 1)]
    [InlineData(MissedRuns.Once, 1)]
    [InlineData(MissedRuns.All, 3)]
    public async Task Look_OfTwoNodesAtOnce_RunsEachTimeOnce(MissedRuns missed, int times)
    {
        var schedules = new List<FlowSchedule>();
        for (var i = 0; i < 10; i++)
        {
            schedules.Add(await _one.SaveAsync(_flow, "* * * * *", missed));
        }

        var (one, two) = (_one.RunnerWith(_one.Queue), _two.RunnerWith(_two.Queue));
        _clock.Advance(TimeSpan.FromMinutes(3));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => (i % 2 == 0 ? one : two).LookAsync(CancellationToken.None))));

        var expected = from schedule in schedules
                       from minute in Enumerable.Range(4 - times, times)
                       select FiringIds.Of(schedule.Id, ScheduleServer.Start.AddMinutes(minute));
        Assert.Equal(expected.Order(), (await _one.JobsAsync()).Order());
        foreach (var schedule in schedules)
        {
            Assert.Equal(ScheduleServer.Start.AddMinutes(4), (await _one.FindAsync(schedule))!.NextAt);
        }
    }

    [Theory]
    [InlineData(MissedRuns.Skip, 1)]
    [InlineData(MissedRuns.Once, 1)]
    [InlineData(MissedRuns.Once, 1, 3)]
    [InlineData(MissedRuns.All, 1, 2, 3)]
    public async Task Look_AfterCrashBetweenQueueAndSchedule_RunsNothingTwice(MissedRuns missed, params int[] minutes)
    {
        var schedule = await _one.SaveAsync(_flow, "* * * * *", missed);
        using var crash = new CancellationTokenSource();
        var crashing = _one.RunnerWith(new RecordedQueue(_one.Queue) { WhenTaken = crash.Cancel });
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => crashing.LookAsync(crash.Token));
        Assert.Single(await _one.JobsAsync());
        Assert.Equal(ScheduleServer.Start.AddMinutes(1), (await _one.FindAsync(schedule))!.NextAt);

        _clock.Advance(TimeSpan.FromMinutes(minutes[^1] - 1) + TimeSpan.FromSeconds(15));
        await _two.RunnerWith(_two.Queue).LookAsync(CancellationToken.None);

        Assert.Equal(
            minutes.Select(minute => FiringIds.Of(schedule.Id, ScheduleServer.Start.AddMinutes(minute))).Order(),
            (await _one.JobsAsync()).Order());
        Assert.Equal(ScheduleServer.Start.AddMinutes(minutes[^1] + 1), (await _one.FindAsync(schedule))!.NextAt);
    }

    public async Task InitializeAsync()
    {
        await _one.Server.InitializeAsync();
        await _two.Server.InitializeAsync();
        _flow = await _one.Server.SaveAsync("webhook");
    }

    public async Task DisposeAsync()
    {
        await _two.Server.DisposeAsync();
        await _one.Server.DisposeAsync();
    }
}
