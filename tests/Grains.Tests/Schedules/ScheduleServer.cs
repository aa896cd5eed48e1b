using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SkillFlaw.Grains.Queue;
using SkillFlaw.Storage.Schedules;

namespace SkillFlaw.Grains.Schedules;

/// <summary>A server whose schedules are looked at when a test says so, by the test's clock.</summary>
internal sealed class ScheduleServer(ManualClock clock, ScheduleServer? beside = null)
{
    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public TestServer Server { get; } = new()
    {
        Beside = beside?.Server,
        Configure = services => services.Remove(services.Single(service => service.ImplementationType == typeof(ScheduleRunner))),
    };

    public IBackgroundJobs Queue => Server.Services.GetRequiredService<IBackgroundJobs>();

    public ScheduleRunner RunnerWith(IBackgroundJobs queue) => new(Server.Databases, queue, clock, NullLogger<ScheduleRunner>.Instance);

    public async Task<FlowSchedule> SaveAsync(
        Guid flowId, string cron, MissedRuns missed = MissedRuns.Once, string timeZone = "UTC", Guid? tenantId = null, bool isActive = true)
    {
        var schedule = new FlowSchedule
        {
            Id = Guid.NewGuid(),
            TenantId = tenantId ?? Server.TenantId,
            FlowId = flowId,
            UserId = Server.UserId,
            Cron = cron,
            TimeZone = timeZone,
            Missed = missed,
            Payload = """{"a":"ü"}""",
            IsActive = isActive,
            NextAt = new ScheduleTimes(cron, timeZone).Next(clock.GetUtcNow()),
            CreatedAt = clock.GetUtcNow(),
        };
        await using var database = await Server.Databases.CreateDbContextAsync();
        database.Schedules.Add(schedule);
        await database.SaveChangesAsync();
        return schedule;
    }

    public async Task<FlowSchedule?> FindAsync(FlowSchedule schedule)
    {
        await using var database = await Server.Databases.CreateDbContextAsync();
        return await database.Schedules.AsNoTracking().SingleOrDefaultAsync(each => each.Id == schedule.Id);
    }

    /// <summary>The ids of the jobs in the database.</summary>
    public async Task<List<Guid>> JobsAsync()
    {
        await using var database = await Server.Databases.CreateDbContextAsync();
        return await database.QueuedJobs.AsNoTracking().Select(job => job.JobId).ToListAsync();
    }
}
