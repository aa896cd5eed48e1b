using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Schedules;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Projects;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Schedules;

/// <summary>When the caller's flows run by themselves.</summary>
internal static class ScheduleEndpoints
{
    private const int MostOfFlow = 100;

    private const string About = """
        The times are a cron expression of five fields (minute, hour, day, month, weekday), or six with seconds first, in a time zone (UTC unless said
        otherwise). A time that a change of the clocks leaves out is made up for right after it. Each run is a job of the queue, and gives the payload to
        the flow's Webhook components. For times at which no server was there, "missed" says what happens: skip leaves them out, once (the usual) runs
        once for all of them, all runs once for each, for 100 at most.
        """;

    public static void MapSchedules(this IEndpointRouteBuilder routes)
    {
        var schedules = routes.MapGroup("/api/v1/flows/{flow_id}").WithTags("Schedules").TakesSmallBodies();
        schedules.MapPost("/schedules", Add).Allow(Access.Owner).WithName("create_schedule").WithSummary("Let a flow run by itself")
            .WithDescription(About).Takes<NewScheduleBody>().ProducesError(400, 404, 422);
        schedules.MapGet("/schedules", List).Allow(Access.Owner).WithName("read_schedules").WithSummary("List the schedules of a flow")
            .ProducesError(404, 422);
        schedules.MapGet("/schedules/{schedule_id}", Read).Allow(Access.Owner).WithName("read_schedule").WithSummary("Read a schedule")
            .ProducesError(404, 422);
        schedules.MapPatch("/schedules/{schedule_id}", Change).Allow(Access.Owner).WithName("update_schedule").WithSummary("Change a schedule")
            .Takes<ScheduleChangesBody>().ProducesError(404, 409, 422);
        schedules.MapDelete("/schedules/{schedule_id}", Delete).Allow(Access.Owner).WithName("delete_schedule").WithSummary("Delete a schedule")
            .ProducesError(404, 422);
    }

    private static async Task<Created<ScheduleAnswer>> Add(
        [FromRoute(Name = "flow_id")] Guid flowId, JsonBody json, Caller caller, OwnerTurn turn, TimeProvider clock, CancellationToken cancellationToken)
    {
        var body = NewScheduleBody.Read(json.Fields);
        var now = clock.GetUtcNow();
        var schedule = new FlowSchedule
        {
            Id = Guid.CreateVersion7(),
            TenantId = caller.TenantId,
            FlowId = flowId,
            UserId = caller.UserId,
            Cron = body.Cron!,
            TimeZone = body.TimeZone ?? "UTC",
            Missed = body.Missed ?? MissedRuns.Once,
            Payload = body.Payload ?? "{}",
            IsActive = body.IsActive ?? true,
            CreatedAt = now,
        };
        schedule.NextAt = NextOf(schedule, now);
        await turn.TakeAsync(
            caller,
            async database =>
            {
                await CheckFlowAsync(database, caller, flowId, cancellationToken);
                if (await Of(database, caller, flowId).CountAsync(cancellationToken) >= MostOfFlow)
                {
                    throw new ApiException(StatusCodes.Status400BadRequest, $"The flow has {MostOfFlow} schedules already; delete one first");
                }

                database.Schedules.Add(schedule);
                return schedule;
            },
            cancellationToken);
        return TypedResults.Created((string?)null, ScheduleAnswer.Of(schedule));
    }

    private static async Task<Ok<IReadOnlyList<ScheduleAnswer>>> List(
        [FromRoute(Name = "flow_id")] Guid flowId, Caller caller, IDbContextFactory<SkillFlawDb> databases, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await CheckFlowAsync(database, caller, flowId, cancellationToken);
        var schedules = await Of(database, caller, flowId).AsNoTracking().OrderBy(schedule => schedule.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok<IReadOnlyList<ScheduleAnswer>>([.. schedules.Select(ScheduleAnswer.Of)]);
    }

    private static async Task<Ok<ScheduleAnswer>> Read(
        [FromRoute(Name = "flow_id")] Guid flowId,
        [FromRoute(Name = "schedule_id")] Guid scheduleId,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return TypedResults.Ok(ScheduleAnswer.Of(await FindAsync(database, caller, flowId, scheduleId, cancellationToken)));
    }

    private static async Task<Ok<ScheduleAnswer>> Change(
        [FromRoute(Name = "flow_id")] Guid flowId,
        [FromRoute(Name = "schedule_id")] Guid scheduleId,
        JsonBody json,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var body = ScheduleChanges.Read(json.Fields);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var schedule = await FindAsync(database, caller, flowId, scheduleId, cancellationToken);
        var before = (schedule.Cron, schedule.TimeZone, schedule.IsActive);
        schedule.Cron = body.Cron ?? schedule.Cron;
        schedule.TimeZone = body.TimeZone ?? schedule.TimeZone;
        schedule.IsActive = body.IsActive ?? schedule.IsActive;
        schedule.Missed = body.Missed ?? schedule.Missed;
        schedule.Payload = body.Payload ?? schedule.Payload;
        if (before != (schedule.Cron, schedule.TimeZone, schedule.IsActive))
        {
            // Other times begin now; and what came while it rested was not missed.
            schedule.NextAt = NextOf(schedule, clock.GetUtcNow());
        }

        await database.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(ScheduleAnswer.Of(schedule));
    }

    private static async Task<Results<NoContent, ApiError>> Delete(
        [FromRoute(Name = "flow_id")] Guid flowId,
        [FromRoute(Name = "schedule_id")] Guid scheduleId,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await CheckFlowAsync(database, caller, flowId, cancellationToken);
        return await Of(database, caller, flowId).Where(schedule => schedule.Id == scheduleId).ExecuteDeleteAsync(cancellationToken) > 0
            ? TypedResults.NoContent()
            : throw NoSchedule();
    }

    private static DateTimeOffset? NextOf(FlowSchedule schedule, DateTimeOffset now) =>
        schedule.IsActive ? new ScheduleTimes(schedule.Cron, schedule.TimeZone).Next(now) : null;

    private static async Task<FlowSchedule> FindAsync(
        SkillFlawDb database, Caller caller, Guid flowId, Guid scheduleId, CancellationToken cancellationToken)
    {
        await CheckFlowAsync(database, caller, flowId, cancellationToken);
        return await Of(database, caller, flowId).SingleOrDefaultAsync(schedule => schedule.Id == scheduleId, cancellationToken) ?? throw NoSchedule();
    }

    private static async Task CheckFlowAsync(SkillFlawDb database, Caller caller, Guid flowId, CancellationToken cancellationToken)
    {
        if (!await database.Flows.OfCaller(caller).AnyAsync(flow => flow.Id == flowId, cancellationToken))
        {
            throw new ApiException(StatusCodes.Status404NotFound, "Flow not found");
        }
    }

    private static IQueryable<FlowSchedule> Of(SkillFlawDb database, Caller caller, Guid flowId) =>
        database.Schedules.OfTenant(caller.TenantId).Where(schedule => schedule.FlowId == flowId && schedule.UserId == caller.UserId);

    private static ApiException NoSchedule() => new(StatusCodes.Status404NotFound, "Schedule not found");
}
