using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Monitor;

namespace SkillFlaw.WebApi.Builds;

/// <summary>What was said in the conversations of a visitor of a public flow (semantics section 4.10).</summary>
internal sealed class PublicMessages(IDbContextFactory<SkillFlawDb> databases, PublicFlows flows)
{
    // The newest; a page shows fewer.
    private const int Most = 1_000;

    /// <summary>The visitor's messages that a query asks for. Those of everybody else are not there.</summary>
    /// <exception cref="ApiException">There is no public flow of that id.</exception>
    public async Task<StreamedJson<IAsyncEnumerable<MonitorMessage>>> ListAsync(
        Guid flowId, Visitor visitor, MessageQuery query, CancellationToken cancellationToken)
    {
        var flow = await flows.FindAsync(flowId, cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var own = database.Sessions.OfTenant(flow.TenantId)
            .Where(session => session.FlowId == flow.FlowId && session.Visitor == visitor.Hash)
            .Select(session => session.SessionId);
        var said = database.Messages.AsNoTracking().OfTenant(flow.TenantId)
            .Where(message => message.FlowId == flow.FlowId && own.Contains(message.SessionId));
        if (query.Session is { } session)
        {
            said = said.Where(message => message.SessionId == session);
        }

        var newest = query.Filter(said).OrderByDescending(message => message.Id).Take(Most);
        var messages = await query.Sort(newest).ToListAsync(cancellationToken);
        return new StreamedJson<IAsyncEnumerable<MonitorMessage>>(messages.Select(MonitorMessage.Of).ToAsyncEnumerable());
    }
}
