using Microsoft.EntityFrameworkCore;
using SkillFlaw.Grains.Sessions;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Flows;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>
/// The sessions keep their newest messages in memory. Whoever changes messages in the database tells them, or a run would still read the old
/// ones.
/// </summary>
internal sealed class SessionWindows(IGrainFactory grains)
{
    private const int AtOnce = 16;

    // Of a flow that goes: older ones are in nobody's memory any more.
    private const int MostOfFlow = 1_000;

    public Task ForgetAsync(IEnumerable<SessionKey> sessions, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        sessions.Distinct(),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        (session, _) => new ValueTask(grains.GetGrain<ISessionGrain>(session.ToString()).Forget()));

    /// <summary>Deletes the history of a flow, also from memory: another flow may get its id.</summary>
    public async Task DeleteHistoryAsync(SkillFlawDb database, Guid tenantId, Guid flowId, CancellationToken cancellationToken)
    {
        var sessions = await database.Messages.OfTenant(tenantId).Where(message => message.FlowId == flowId)
            .GroupBy(message => message.SessionId)
            .OrderByDescending(session => session.Max(message => message.Id))
            .Select(session => session.Key)
            .Take(MostOfFlow)
            .ToListAsync(cancellationToken);
        await FlowHistory.DeleteAsync(database, tenantId, flowId, cancellationToken);
        await ForgetAsync(sessions.Select(session => new SessionKey(tenantId, flowId, session)), cancellationToken);
    }
}
