using Microsoft.EntityFrameworkCore;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Storage.Flows;
using SkillFlaw.Storage.Schedules;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Grains.Schedules;

public sealed class ScheduleRunnerTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly ScheduleServer _server;
    private readonly RecordedQueue _queue = new();
    private ScheduleRunner _runner = null!;
    private Guid _flow;

    public ScheduleRunnerTests()
    {
        _clock.Advance(ScheduleServer.Start - _clock.GetUtcNow());
        _server = new ScheduleServer(_clock);
    }

    [Fact]
    public async Task Look_WhenItsTimeHasCome_QueuesItOnceAndMovesItOn()
    {
        var schedule = await _server.SaveAsync(_flow, "* * * * *");
        await LookAfterAsync(TimeSpan.FromSeconds(59));
        Assert.Empty(_queue.Jobs);

        await LookAfterAsync(TimeSpan.FromSeconds(1));
        await LookAfterAsync(TimeSpan.FromSeconds(1));

        var job = Assert.Single(_queue.Jobs);
        Assert.Equal(
            (schedule.TenantId, _flow, schedule.UserId, JobSource.Schedule, 8), (job.TenantId, job.FlowId, job.UserId, job.Source, job.JobId.Version));
        Assert.Equal("""{"a":"ü"}"""u8, job.Request);
        var moved = (await _server.FindAsync(schedule))!;
        Assert.Equal((Minute(2), Minute(1)), (moved.NextAt, moved.LastAt));
    }

    [Fact]
    public async Task Look_OnceASecond_LeavesNoSecondOut()
    {
        await _server.SaveAsync(_flow, "* * * * * *", MissedRuns.Skip);

        await LookAfterAsync(TimeSpan.FromSeconds(1.2));
        await LookAfterAsync(TimeSpan.FromSeconds(3));
        await LookAfterAsync(TimeSpan.FromSeconds(0.9));

        Assert.Equal(Enumerable.Range(1, 5).Select(second => ScheduleServer.Start.AddSeconds(second)), _queue.Times);
    }

    [Theory]
    [InlineData(MissedRuns.Skip)]
    [InlineData(MissedRuns.Once, 5)]
    [InlineData(MissedRuns.All, 1, 2, 3, 4, 5)]
    public async Task Look_AfterFiveWereMissed_DoesAsTheScheduleSays(MissedRuns missed, params int[] minutes)
    {
        var schedule = await _server.SaveAsync(_flow, "* * * * *", missed);

        await LookAfterAsync(TimeSpan.FromMinutes(5.5));

        Assert.Equal(minutes.Select(Minute), _queue.Times);
        Assert.Equal(Minute(6), (await _server.FindAsync(schedule))!.NextAt);
    }

    [Theory]
    [InlineData(MissedRuns.Skip, 5)]
    [InlineData(MissedRuns.Once, 5)]
    [InlineData(MissedRuns.All, 1, 2, 3, 4, 5)]
    public async Task Look_RightAfterATime_RunsItWhateverWasMissed(MissedRuns missed, params int[] minutes)
    {
        await _server.SaveAsync(_flow, "* * * * *", missed);

        await LookAfterAsync(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(5));

        Assert.Equal(minutes.Select(Minute), _queue.Times);
    }

    [Fact]
    public async Task Look_AfterThousandsWereMissed_MakesUpForTheLastHundred()
    {
        var schedule = await _server.SaveAsync(_flow, "* * * * *", MissedRuns.All);

        await LookAfterAsync(TimeSpan.FromMinutes(10_000.5));
        await LookAfterAsync(TimeSpan.Zero);

        Assert.Equal(Enumerable.Range(9_901, 100).Select(Minute), _queue.Times);
        Assert.Equal(Minute(10_001), (await _server.FindAsync(schedule))!.NextAt);
    }

    [Fact]
    public async Task Look_AroundChangesOfTheClocks_RunsOnceADay()
    {
        await _server.SaveAsync(_flow, "30 2 * * *", MissedRuns.Skip, "Europe/Berlin");

        await LookEveryAsync(TimeSpan.FromMinutes(30), new(2026, 3, 27, 12, 0, 0, TimeSpan.Zero), new(2026, 3, 30, 12, 0, 0, TimeSpan.Zero));
        await LookEveryAsync(TimeSpan.FromMinutes(30), new(2026, 10, 24, 12, 0, 0, TimeSpan.Zero), new(2026, 10, 26, 12, 0, 0, TimeSpan.Zero));

        DateTimeOffset[] expected =
        [
            new(2026, 3, 28, 2, 30, 0, TimeSpan.FromHours(1)),
            new(2026, 3, 29, 3, 0, 0, TimeSpan.FromHours(2)),
            new(2026, 3, 30, 2, 30, 0, TimeSpan.FromHours(2)),
            new(2026, 10, 25, 2, 30, 0, TimeSpan.FromHours(2)),
            new(2026, 10, 26, 2, 30, 0, TimeSpan.FromHours(1)),
        ];
        Assert.Equal(expected, _queue.Times);
    }

    [Fact]
    public async Task Look_WhenTheQueueIsFull_TriesAgainAndMissesNothing()
    {
        var schedule = await _server.SaveAsync(_flow, "0 * * * *", MissedRuns.Skip);
        _queue.IsFull = _ => true;
        await LookAfterAsync(TimeSpan.FromHours(1));
        await LookAfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(Minute(60), (await _server.FindAsync(schedule))!.NextAt);

        _queue.IsFull = _ => false;
        await LookAfterAsync(TimeSpan.FromSeconds(1));

        Assert.Equal([Minute(60)], _queue.Times);
        Assert.Equal(Minute(120), (await _server.FindAsync(schedule))!.NextAt);
    }

    [Fact]
    public async Task Look_WhenATenantsQueueIsFull_RunsThoseOfOthers()
    {
        for (var i = 0; i < 250; i++)
        {
            await _server.SaveAsync(_flow, "1 * * * *");
        }

        var (other, otherTenant) = await OtherFlowAsync();
        await _server.SaveAsync(other, "2 * * * *", tenantId: otherTenant);
        _queue.IsFull = tenant => tenant != otherTenant;

        await LookAfterAsync(TimeSpan.FromMinutes(2));
        Assert.Equal([Minute(2)], _queue.Times);

        _queue.IsFull = _ => false;
        await LookAfterAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(251, _queue.Jobs.Count);
    }

    [Fact]
    public async Task Look_OfInactiveOwner_RunsNothingAndMakesUpForNothing()
    {
        var schedule = await _server.SaveAsync(_flow, "* * * * *", MissedRuns.All);
        await ActivateAsync(false);
        await LookAfterAsync(TimeSpan.FromMinutes(3));
        await ActivateAsync(true);
        await LookAfterAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(_queue.Jobs);

        await LookAfterAsync(TimeSpan.FromSeconds(30));

        Assert.Equal([Minute(4)], _queue.Times);
        Assert.Equal(Minute(5), (await _server.FindAsync(schedule))!.NextAt);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Look_WithoutFlowOrOwner_RemovesIt(bool isFlow)
    {
        var schedule = await _server.SaveAsync(_flow, "* * * * *");
        await using (var database = await _server.Server.Databases.CreateDbContextAsync())
        {
            _ = isFlow
                ? await database.Flows.Where(flow => flow.Id == _flow).ExecuteDeleteAsync()
                : await database.Users.Where(user => user.Id == _server.Server.UserId).ExecuteDeleteAsync();
        }

        await LookAfterAsync(TimeSpan.FromMinutes(1));

        Assert.Empty(_queue.Jobs);
        Assert.Null(await _server.FindAsync(schedule));
    }

    [Fact]
    public async Task Look_OfResting_RunsNothing()
    {
        await _server.SaveAsync(_flow, "* * * * *", isActive: false);

        await LookAfterAsync(TimeSpan.FromMinutes(3));

        Assert.Empty(_queue.Jobs);
    }

    [Fact]
    public async Task Look_WithOneThatCannotRun_RunsTheOthers()
    {
        var broken = await _server.SaveAsync(_flow, "* * * * *");
        await _server.SaveAsync(_flow, "* * * * *");
        await using (var database = await _server.Server.Databases.CreateDbContextAsync())
        {
            await database.Schedules.Where(schedule => schedule.Id == broken.Id)
                .ExecuteUpdateAsync(change => change.SetProperty(schedule => schedule.TimeZone, "Europe/Nowhere"));
        }

        await LookAfterAsync(TimeSpan.FromMinutes(1));

        Assert.Single(_queue.Jobs);
    }

    public async Task InitializeAsync()
    {
        await _server.Server.InitializeAsync();
        _flow = await _server.Server.SaveAsync("webhook");
        _runner = _server.RunnerWith(_queue);
    }

    public Task DisposeAsync() => _server.Server.DisposeAsync();

    private static DateTimeOffset Minute(int minutes) => ScheduleServer.Start.AddMinutes(minutes);

    private Task LookAfterAsync(TimeSpan time)
    {
        _clock.Advance(time);
        return _runner.LookAsync(CancellationToken.None);
    }

    private async Task LookEveryAsync(TimeSpan step, DateTimeOffset from, DateTimeOffset to)
    {
        await LookAfterAsync(from - _clock.GetUtcNow());
        while (_clock.GetUtcNow() < to)
        {
            await LookAfterAsync(step);
        }
    }

    private async Task ActivateAsync(bool isActive)
    {
        await using var database = await _server.Server.Databases.CreateDbContextAsync();
        await database.Users.Where(user => user.Id == _server.Server.UserId)
            .ExecuteUpdateAsync(change => change.SetProperty(user => user.IsActive, isActive));
    }

    private async Task<(Guid FlowId, Guid TenantId)> OtherFlowAsync()
    {
        var (tenantId, now) = (Guid.NewGuid(), DateTimeOffset.UtcNow);
        await using var database = await _server.Server.Databases.CreateDbContextAsync();
        database.Tenants.Add(new Tenant { TenantId = tenantId, Name = "Others", CreatedAt = now });
        var flow = new Flow
        {
            Id = Guid.NewGuid(),
            TenantId = tenantId,
            UserId = _server.Server.UserId,
            Name = "other",
            Data = "null",
            CreatedAt = now,
            UpdatedAt = now,
        };
        database.Flows.Add(flow);
        await database.SaveChangesAsync();
        return (flow.Id, tenantId);
    }
}
