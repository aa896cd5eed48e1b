using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Secrets;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Webhooks;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Webhooks;

/// <summary>How senders without an API key sign what they send to the caller's flows.</summary>
internal static class SignatureEndpoints
{
    private const string About = """
        Whoever signs with the secret needs no API key. What was there before is replaced. A secret that the server makes stands in this answer only;
        one that is sent is never shown.
        """;

    public static void MapSignatures(this IEndpointRouteBuilder routes)
    {
        var signatures = routes.MapGroup("/api/v1/webhook/{flow_id_or_name}").WithTags("Webhooks").TakesSmallBodies();
        signatures.MapPut("/signature", Replace).Allow(Access.Owner).WithName("set_webhook_signature").WithSummary("Say how senders sign")
            .WithDescription(About).Takes<SignatureBody>().ProducesError(404, 422);
        signatures.MapGet("/signature", Read).Allow(Access.Owner).WithName("read_webhook_signature").WithSummary("Read how senders sign").ProducesError(404);
        signatures.MapDelete("/signature", Delete).Allow(Access.Owner).WithName("delete_webhook_signature").WithSummary("Take no signatures any more")
            .ProducesError(404);
    }

    private static async Task<Ok<SignatureAnswer>> Replace(
        [FromRoute(Name = "flow_id_or_name")] string name,
        JsonBody json,
        Caller caller,
        FlowDirectory directory,
        IDbContextFactory<SkillFlawDb> databases,
        SecretBox secrets,
        WebhookFlows flows,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var flowId = await FindFlowAsync(directory, caller, name, cancellationToken);
        var body = SignatureBody.Read(json.Fields);
        var secret = body.Secret ?? SignatureBody.NewSecret();
        var signature = new WebhookSignature
        {
            FlowId = flowId,
            TenantId = caller.TenantId,
            Secret = Convert.ToBase64String(secrets.Seal(secret, WebhookSignature.PlaceOf(caller.TenantId, flowId))),
            SignatureHeader = body.SignatureHeader ?? SignatureBody.UsualSignatureHeader,
            TimestampHeader = body.TimestampHeader ?? SignatureBody.UsualTimestampHeader,
            ToleranceSeconds = body.ToleranceSeconds ?? SignatureBody.UsualTolerance,
            CreatedAt = clock.GetUtcNow(),
        };
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);

        // Begins with the flow's row, so that one comes after the other, and none after the flow.
        if (await database.Flows.OfCaller(caller).Where(flow => flow.Id == flowId)
            .ExecuteUpdateAsync(same => same.SetProperty(flow => flow.UpdatedAt, flow => flow.UpdatedAt), cancellationToken) == 0)
        {
            throw NoFlow(name);
        }

        await Of(database, caller, flowId).ExecuteDeleteAsync(cancellationToken);
        database.WebhookSignatures.Add(signature);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        flows.Forget(flowId);
        return TypedResults.Ok(SignatureAnswer.Of(signature, body.Secret is null ? secret : null));
    }

    private static async Task<Results<Ok<SignatureAnswer>, ApiError>> Read(
        [FromRoute(Name = "flow_id_or_name")] string name,
        Caller caller,
        FlowDirectory directory,
        IDbContextFactory<SkillFlawDb> databases,
        CancellationToken cancellationToken)
    {
        var flowId = await FindFlowAsync(directory, caller, name, cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await Of(database, caller, flowId).AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } signature
            ? TypedResults.Ok(SignatureAnswer.Of(signature, null))
            : NoSignature(name);
    }

    private static async Task<Results<NoContent, ApiError>> Delete(
        [FromRoute(Name = "flow_id_or_name")] string name,
        Caller caller,
        FlowDirectory directory,
        IDbContextFactory<SkillFlawDb> databases,
        WebhookFlows flows,
        CancellationToken cancellationToken)
    {
        var flowId = await FindFlowAsync(directory, caller, name, cancellationToken);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var deleted = await Of(database, caller, flowId).ExecuteDeleteAsync(cancellationToken);
        flows.Forget(flowId);
        return deleted > 0 ? TypedResults.NoContent() : NoSignature(name);
    }

    private static async ValueTask<Guid> FindFlowAsync(FlowDirectory directory, Caller caller, string name, CancellationToken cancellationToken) =>
        (await directory.FindAsync(caller, name, cancellationToken) ?? throw NoFlow(name)).FlowId;

    private static IQueryable<WebhookSignature> Of(SkillFlawDb database, Caller caller, Guid flowId) =>
        database.WebhookSignatures.OfTenant(caller.TenantId).Where(signature => signature.FlowId == flowId);

    private static ApiException NoFlow(string name) => new(StatusCodes.Status404NotFound, $"Flow identifier {name} not found");

    private static ApiError NoSignature(string name) => ApiError.NotFound($"Flow {name} asks for no signature");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SignatureAnswer))]
internal sealed partial class SignatureJson : JsonSerializerContext;
