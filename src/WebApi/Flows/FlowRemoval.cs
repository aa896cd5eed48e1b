using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.WebApi.Monitor;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Flows;

/// <summary>
/// Removes flows of a caller, and then what was said and done in them. The flows come first, so that nothing new begins; from then on the removal goes
/// on when the client leaves, and ends with the server only.
/// </summary>
internal sealed class FlowRemoval(
    IDbContextFactory<SkillFlawDb> databases, FlowDirectory directory, SessionWindows windows, IHostApplicationLifetime lifetime)
{
    private const int FlowsAtOnce = 100;

    /// <summary>Removes those of the flows that are the caller's.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> RemoveAsync(Caller caller, IEnumerable<Guid> flowIds, CancellationToken cancellationToken)
    {
        var removed = 0;
        foreach (var some in flowIds.Distinct().Chunk(FlowsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            removed += await RemoveAsync(caller, some, cancellationToken);
        }

        return removed;
    }

    private async Task<int> RemoveAsync(Caller caller, Guid[] flowIds, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var own = await database.Flows.AsNoTracking().OfCaller(caller)
            .Where(flow => flowIds.Contains(flow.Id)).Select(flow => flow.Id).ToListAsync(cancellationToken);
        if (own.Count == 0)
        {
            return 0;
        }

        var removed = await database.Flows.OfCaller(caller).Where(flow => own.Contains(flow.Id)).ExecuteDeleteAsync(cancellationToken);
        directory.Forget(own.ToHashSet());
        foreach (var flowId in own)
        {
            await windows.DeleteHistoryAsync(database, caller.TenantId, flowId, lifetime.ApplicationStopping);
        }

        return removed;
    }
}
