using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Projects;
using SkillFlaw.WebApi.Settings;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Flows;

/// <summary>Changes a flow of a caller. Of two changes at once the later one is made on what the earlier has left.</summary>
internal sealed class FlowUpdate(
    IDbContextFactory<SkillFlawDb> databases, FlowDirectory directory, ServerSettings settings, TimeProvider clock)
{
    private const int MostAttempts = 5;

    /// <summary>Makes the changes.</summary>
    /// <returns>The flow, or what is wrong with the changes; neither where the caller has no such flow.</returns>
    public async Task<(Flow? Flow, ApiError? Error)> ApplyAsync(
        Caller caller, Guid flowId, FlowBody changes, bool clearsEndpointName, CancellationToken cancellationToken)
    {
        changes = settings.RemoveApiKeys ? changes.WithoutKeys() : changes;
        for (var attempt = 1; ; attempt++)
        {
            await using var database = await databases.CreateDbContextAsync(cancellationToken);
            var flow = await database.Flows.OfCaller(caller).SingleOrDefaultAsync(each => each.Id == flowId, cancellationToken);
            if (flow is null)
            {
                return default;
            }

            if (changes.LastKnownUpdatedAt is { } known && flow.UpdatedAt.ToUnixTimeSeconds() > known.ToUnixTimeSeconds())
            {
                return (null, ApiError.Conflict("The flow was changed by somebody else in the meantime; load it again."));
            }

            if (await MoveAsync(database, caller, flow, changes, cancellationToken) is { } error)
            {
                return (null, error);
            }

            flow.EndpointName = changes.EndpointName ?? (clearsEndpointName ? null : flow.EndpointName);
            changes.ApplyTo(flow, caller, clock.GetUtcNow());
            try
            {
                await database.SaveChangesAsync(cancellationToken);
                directory.Forget(flowId);
                return (flow, null);
            }
            catch (DbUpdateConcurrencyException) when (attempt < MostAttempts)
            {
                // Somebody was faster: again, on what is there now.
            }
            catch (DbUpdateConcurrencyException)
            {
                return (null, ApiError.Conflict("The flow is being changed by others; try again."));
            }
            catch (DbUpdateException failure) when (failure.DuplicateProperty() is { } property)
            {
                return (null, ApiError.BadRequest(DuplicateName.Explain(property)));
            }
        }
    }

    private static async Task<ApiError?> MoveAsync(
        SkillFlawDb database, Caller caller, Flow flow, FlowBody changes, CancellationToken cancellationToken)
    {
        if ((changes.ProjectId ?? changes.FolderId) is not { } projectId || projectId == flow.ProjectId)
        {
            return null;
        }

        flow.ProjectId = projectId;
        return await database.Projects.OfCaller(caller).AnyAsync(project => project.Id == projectId, cancellationToken)
            ? null
            : ApiError.NotFound("Project not found");
    }
}
