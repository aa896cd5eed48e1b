using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Sessions;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Builds;

/// <summary>The conversations of visitors: who has begun one, has it alone, and nobody gets into one of the owner's.</summary>
internal sealed class VisitorSessions(IDbContextFactory<SkillFlawDb> databases, TimeProvider clock)
{
    /// <summary>The conversation that a visitor means, which is the visitor's from now on.</summary>
    /// <exception cref="ApiException">It is somebody else's.</exception>
    public async Task<string> EnterAsync(PublicFlow flow, Visitor visitor, string? session, CancellationToken cancellationToken)
    {
        // The flow's own conversation is its owner's.
        var id = string.IsNullOrEmpty(session) || session == flow.FlowId.ToString() ? visitor.SessionOf(flow.FlowId) : session;
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await IsVisitorsAsync(database, flow, visitor, id, cancellationToken) is { } isVisitors)
        {
            return isVisitors ? id : throw Refusal();
        }

        var isOwners = await database.Messages.OfTenant(flow.TenantId)
            .AnyAsync(message => message.FlowId == flow.FlowId && message.SessionId == id, cancellationToken);
        if (isOwners)
        {
            throw Refusal();
        }

        var now = clock.GetUtcNow();
        database.Sessions.Add(new ChatSession
        {
            TenantId = flow.TenantId,
            FlowId = flow.FlowId,
            UserId = flow.UserId,
            SessionId = id,
            Name = id,
            Visitor = visitor.Hash,
            CreatedAt = now,
            UpdatedAt = now,
        });
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return id;
        }
        catch (DbUpdateException failure) when (failure.DuplicateProperty() is not null)
        {
            return await IsVisitorsAsync(database, flow, visitor, id, cancellationToken) is true ? id : throw Refusal();
        }
    }

    private static async Task<bool?> IsVisitorsAsync(
        SkillFlawDb database, PublicFlow flow, Visitor visitor, string id, CancellationToken cancellationToken)
    {
        var known = await database.Sessions.AsNoTracking().OfTenant(flow.TenantId)
            .Where(session => session.FlowId == flow.FlowId && session.SessionId == id)
            .Select(session => new { session.Visitor })
            .SingleOrDefaultAsync(cancellationToken);
        return known is null ? null : known.Visitor == visitor.Hash;
    }

    private static ApiException Refusal() => new(StatusCodes.Status403Forbidden, "The session belongs to somebody else");
}
