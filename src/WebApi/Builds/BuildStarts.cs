using SkillFlaw.Grains.Builds;
using SkillFlaw.Grains.Tenants;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Repeats;
using SkillFlaw.WebApi.SignIns;
using SkillFlaw.WebApi.Start;

namespace SkillFlaw.WebApi.Builds;

/// <summary>Begins builds: of the caller's flows, of templates, and of public flows.</summary>
internal sealed class BuildStarts(
    FlowDirectory flows, PublicFlows publicFlows, VisitorSessions sessions, JobLogs jobs, ITenantGate gate, IGrainFactory grains)
{
    /// <summary>Builds a flow of the caller, or another document in its name.</summary>
    /// <returns>The job, which is stored.</returns>
    /// <exception cref="ApiException">The caller has no such flow, or may not have more runs at once.</exception>
    public async Task<JobKey> BuildFlowAsync(
        Guid flowId, BuildQuery query, BuildBody body, Caller caller, NextJob next, CancellationToken cancellationToken)
    {
        var flow = await flows.FindAsync(caller, flowId.ToString(), cancellationToken)
            ?? throw new ApiException(StatusCodes.Status404NotFound, $"Flow with id {flowId} not found");
        return await StartAsync(caller.TenantId, next, RequestOf(flow.FlowId, caller.UserId, query, body) with
        {
            FlowVersion = flow.Version,
            Document = body.Document,
        });
    }

    /// <summary>Builds one of the flows to begin with, for the caller. It belongs to no flow of the caller's.</summary>
    /// <returns>The job, which is stored.</returns>
    /// <exception cref="ApiException">There is no such template, or the caller may not have more runs at once.</exception>
    public Task<JobKey> BuildTemplateAsync(Guid templateId, BuildQuery query, BuildBody body, Caller caller, NextJob next)
    {
        var template = StarterFlow.All.FirstOrDefault(starter => starter.Id == templateId)
            ?? throw new ApiException(StatusCodes.Status404NotFound, $"Template with id {templateId} not found");
        return StartAsync(caller.TenantId, next, RequestOf(templateId, caller.UserId, query, body) with
        {
            Document = body.Document.IsDefault ? [.. System.Text.Encoding.UTF8.GetBytes(template.Data)] : body.Document,
        });
    }

    /// <summary>Builds a public flow as it is stored, with its owner's permissions.</summary>
    /// <returns>The job, which is stored.</returns>
    /// <exception cref="ApiException">It is not public, or its owner may not have more runs at once.</exception>
    /// <exception cref="RequestInvalidException">The request wants to build something else.</exception>
    public async Task<JobKey> BuildPublicAsync(
        Guid flowId, BuildQuery query, BuildBody body, Visitor visitor, CancellationToken cancellationToken)
    {
        if (!body.Document.IsDefault)
        {
            throw Refused("data", "A public flow is built as it is stored");
        }

        if (!body.Files.IsEmpty)
        {
            throw Refused("files", "A visitor has no files on this server");
        }

        var flow = await publicFlows.FindAsync(flowId, cancellationToken);
        var session = await sessions.EnterAsync(flow, visitor, body.Session, cancellationToken);
        return await StartAsync(flow.TenantId, new NextJob(Guid.CreateVersion7()), RequestOf(flow.FlowId, flow.UserId, query, body) with
        {
            FlowVersion = flow.Version,
            SessionId = session,
            Visitor = visitor.Hash,
        });
    }

    private static BuildRequest RequestOf(Guid flowId, int userId, BuildQuery query, BuildBody body) => new()
    {
        FlowId = flowId,
        UserId = userId,
        InputValue = body.InputValue,
        SessionId = body.Session ?? flowId.ToString(),
        Files = body.Files,
        Start = Chosen(query.Start, body.Start),
        Stop = Chosen(query.Stop, body.Stop),
        LogBuilds = query.LogBuilds is not { Value: false },
        RequestedAt = body.RequestedAt,
    };

    private static string? Chosen(string? inQuery, string? inBody) => !string.IsNullOrEmpty(inQuery) ? inQuery : string.IsNullOrEmpty(inBody) ? null : inBody;

    private static RequestInvalidException Refused(string field, string why) =>
        new([new ValidationError("value_error", ["body", field], $"Value error, {why}", null)]);

    // Not given up when the caller leaves: what was accepted is done.
    private async Task<JobKey> StartAsync(Guid tenantId, NextJob next, BuildRequest request)
    {
        var key = new JobKey(tenantId, next.JobId);
        if (next.MayExist && await jobs.FindAsync(tenantId, next.JobId, CancellationToken.None) is not null)
        {
            return key;
        }

        try
        {
            return await grains.GetGrain<IBuildJobGrain>(key.ToString()).Start(request, CancellationToken.None)
                ? key
                : throw ApiException.Of(gate.Explain(tenantId));
        }
        catch (RunFailedException failure)
        {
            throw failure.IsTemporary
                ? new ApiException(StatusCodes.Status503ServiceUnavailable, failure.Message) { RetryAfter = TimeSpan.FromSeconds(1) }
                : new ApiException(StatusCodes.Status404NotFound, $"Flow with id {request.FlowId} not found");
        }
    }
}
