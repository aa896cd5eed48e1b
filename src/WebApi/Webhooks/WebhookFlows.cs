using System.Text;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.Storage.Webhooks;

namespace SkillFlaw.WebApi.Webhooks;

/// <summary>Finds the flow that a webhook names where nobody has said whose it is, and how it wants to be signed.</summary>
internal sealed partial class WebhookFlows(
    IDbContextFactory<SkillFlawDb> databases, SecretBox secrets, TimeProvider clock, ILogger<WebhookFlows> logger)
{
    private const int Capacity = 100_000;

    // Not all changes of flows are told to it.
    private static readonly TimeSpan _lifetime = TimeSpan.FromMilliseconds(800);

    private readonly ShortCache<string, WebhookFlow> _flows = new(clock, _lifetime, Capacity);

    /// <summary>The flow of an id or an endpoint name; null where there is none, or where several users have one of that name.</summary>
    public ValueTask<WebhookFlow?> FindAsync(string idOrName, CancellationToken cancellationToken) =>
        _flows.GetAsync(idOrName, LoadAsync, cancellationToken);

    /// <summary>Must be called after every change of a flow's signature.</summary>
    public void Forget(Guid flowId) => _flows.Forget((_, flow) => flow.FlowId == flowId);

    private async Task<WebhookFlow?> LoadAsync(string idOrName)
    {
        await using var database = await databases.CreateDbContextAsync();
        var named = Guid.TryParse(idOrName, out var id)
            ? database.Flows.AsNoTracking().Where(flow => flow.Id == id)
            : database.Flows.AsNoTracking().Where(flow => flow.EndpointName == idOrName);
        var found = await named
            .Where(flow => database.Users.Any(user => user.Id == flow.UserId && user.IsActive))
            .LeftJoin(
                database.WebhookSignatures.AsNoTracking(),
                flow => new { flow.TenantId, FlowId = flow.Id },
                signature => new { signature.TenantId, signature.FlowId },
                (flow, signature) => new { Flow = new WebhookFlow(flow.TenantId, flow.Id, flow.Version, flow.UserId), Signature = signature })
            .Take(2)
            .ToListAsync();
        return found is not [var only] ? null
            : only.Signature is { } signature ? only.Flow with { Signature = Open(signature) }
            : only.Flow;
    }

    private SignedWebhook Open(WebhookSignature signature)
    {
        byte[]? secret = null;
        try
        {
            secret = Encoding.UTF8.GetBytes(secrets.Open(Convert.FromBase64String(signature.Secret), signature.Place));
        }
        catch (Exception failure) when (failure is SecretUnreadableException or FormatException)
        {
            LogUnreadable(failure, signature.FlowId);
        }

        return new SignedWebhook(secret, signature.SignatureHeader, signature.TimestampHeader, signature.ToleranceSeconds);
    }

    [LoggerMessage(LogLevel.Warning, "The secret of the webhook of flow {FlowId} cannot be opened")]
    private partial void LogUnreadable(Exception exception, Guid flowId);
}

/// <summary>What a webhook runs, and for whom.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="FlowId">The flow.</param>
/// <param name="Version">The version of its document.</param>
/// <param name="UserId">Whose variables and files it uses.</param>
internal sealed record WebhookFlow(Guid TenantId, Guid FlowId, long Version, int UserId)
{
    /// <summary>How whoever has no API key must sign; null where nobody can.</summary>
    public SignedWebhook? Signature { get; init; }
}
