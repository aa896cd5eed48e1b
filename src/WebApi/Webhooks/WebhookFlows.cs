using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Webhooks;

/// <summary>Finds the flow that a webhook names where nobody has said whose it is.</summary>
internal sealed class WebhookFlows(IDbContextFactory<SkillFlawDb> databases, TimeProvider clock)
{
    private const int Capacity = 100_000;

    private readonly ShortCache<string, WebhookFlow> _flows = new(clock, Capacity);

    /// <summary>The flow of an id or an endpoint name; null where there is none, or where several users have one of that name.</summary>
    public ValueTask<WebhookFlow?> FindAsync(string idOrName, CancellationToken cancellationToken) =>
        _flows.GetAsync(idOrName, LoadAsync, cancellationToken);

    private async Task<WebhookFlow?> LoadAsync(string idOrName)
    {
        await using var database = await databases.CreateDbContextAsync();
        var named = Guid.TryParse(idOrName, out var id)
            ? database.Flows.AsNoTracking().Where(flow => flow.Id == id)
            : database.Flows.AsNoTracking().Where(flow => flow.EndpointName == idOrName);
        var found = await named
            .Where(flow => database.Users.Any(user => user.Id == flow.UserId && user.IsActive))
            .Select(flow => new WebhookFlow(flow.TenantId, flow.Id, flow.Version, flow.UserId))
            .Take(2)
            .ToListAsync();
        return found is [var only] ? only : null;
    }
}

/// <summary>What a webhook runs, and for whom.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="FlowId">The flow.</param>
/// <param name="Version">The version of its document.</param>
/// <param name="UserId">Whose variables and files it uses.</param>
internal sealed record WebhookFlow(Guid TenantId, Guid FlowId, long Version, int UserId);
