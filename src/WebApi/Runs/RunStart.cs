using System.Globalization;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Grains.Tenants;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Repeats;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Runs;

/// <summary>What every run needs before it begins: its flow, a permit of its tenant, and a job.</summary>
internal sealed class RunStart(FlowDirectory flows, ITenantGate gate, IGrainFactory grains)
{
    /// <summary>The flow that the path names.</summary>
    /// <exception cref="ApiException">The caller has none of that name.</exception>
    public async ValueTask<FlowEntry> FindFlowAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["flow_id_or_name"]!;
        var flow = (IsOfOther(context, name) ? null : await flows.FindAsync(Caller.Of(context), name, context.RequestAborted))
            ?? throw new ApiException(StatusCodes.Status404NotFound, $"Flow identifier {name} not found");
        return flow.IsEmpty
            ? throw new ApiException(StatusCodes.Status500InternalServerError, $"Flow {flow.FlowId} has no data")
            : flow;
    }

    // The parameter narrows the search for an endpoint name to a user, and the caller finds only what is the caller's own.
    private static bool IsOfOther(HttpContext context, string name) =>
        context.Request.Query.TryGetValue("user_id", out var user) && !Guid.TryParse(name, out _)
        && user[^1] is { Length: > 0 } id && id != Caller.Of(context).UserId.ToString(CultureInfo.InvariantCulture);

    /// <summary>Takes one of the runs that the caller's tenant may have at once.</summary>
    /// <exception cref="ApiException">It has them all.</exception>
    public async ValueTask<RunPermit> EnterAsync(HttpContext context) =>
        await gate.EnterAsync(Caller.Of(context).TenantId, context.RequestAborted)
        ?? throw ApiException.Of(gate.Explain(Caller.Of(context).TenantId));

    /// <summary>A job that has not begun.</summary>
    public IBuildJobGrain NewJob(HttpContext context) => JobOf(context, RepeatedWork.NextJobId(context));

    /// <summary>The caller's job of an id.</summary>
    public IBuildJobGrain JobOf(HttpContext context, Guid jobId) =>
        grains.GetGrain<IBuildJobGrain>(new JobKey(Caller.Of(context).TenantId, jobId).ToString());
}
