using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.ApiKeys;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.ApiKeys;

/// <summary>The keys with which programs come instead of a user (semantics sections 1.8 and 6.5).</summary>
internal static class ApiKeyEndpoints
{
    private const int MostKeys = 1_000;

    public static RouteGroupBuilder MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/api/v1/api_key").WithTags("APIKey").TakesSmallBodies();

        keys.MapGet("/", ListKeys).Allow(Access.User)
            .WithName("read_api_keys").WithSummary("List one's API keys").ProducesError(403);
        keys.MapPost("/", AddKey).Allow(Access.User)
            .WithName("create_api_key").WithSummary("Make an API key, which is shown only now").Takes<NewApiKeyBody>().ProducesError(400, 403, 422);
        keys.MapDelete("/{api_key_id}", DeleteKey).Allow(Access.Owner)
            .WithName("delete_api_key").WithSummary("Delete an API key").ProducesError(400, 403, 422);
        keys.MapPost("/store", SaveStoreKey).Allow(Access.User)
            .WithName("save_store_api_key").WithSummary("Refused: there is no store any more").Takes<StoreKeyBody>().ProducesError(400, 403);

        return keys;
    }

    private static async Task<Ok<ApiKeyListAnswer>> ListKeys(
        Caller caller, IDbContextFactory<SkillFlawDb> databases, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var keys = await Of(database, caller).AsNoTracking().OrderBy(key => key.CreatedAt).ThenBy(key => key.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(new ApiKeyListAnswer(keys.Count, caller.UserId, [.. keys.Select(ApiKeyAnswer.Masked)]));
    }

    private static async Task<Results<Ok<ApiKeyAnswer>, ApiError>> AddKey(
        JsonBody json, Caller caller, IDbContextFactory<SkillFlawDb> databases, ApiKeyLog log, TimeProvider clock, CancellationToken cancellationToken)
    {
        var body = NewApiKeyBody.Read(json.Fields);
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await Of(database, caller).CountAsync(cancellationToken) >= MostKeys)
        {
            return ApiError.BadRequest($"You have {MostKeys} API keys already; delete one first");
        }

        var (key, value) = NewApiKey.Make(caller.UserId, caller.TenantId, body.Name ?? "", clock.GetUtcNow());
        database.ApiKeys.Add(key);
        await database.SaveChangesAsync(cancellationToken);
        log.Made(key.Id, caller.UserId);
        return TypedResults.Ok(ApiKeyAnswer.Of(key, value));
    }

    private static async Task<Results<Ok<ApiKeyDeleted>, ApiError>> DeleteKey(
        [FromRoute(Name = "api_key_id")] Guid keyId,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        Callers callers,
        ApiKeyLog log,
        CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await Of(database, caller).Where(key => key.Id == keyId).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return ApiError.BadRequest("API Key not found");
        }

        callers.Forget(caller.UserId);
        log.Deleted(keyId, caller.UserId);
        return TypedResults.Ok(new ApiKeyDeleted("API Key deleted"));
    }

    // To take the key and to keep it for nobody would be one secret more to lose.
    private static ApiError SaveStoreKey() => ApiError.BadRequest("The component store is not part of this server, so its API key is not kept");

    private static IQueryable<ApiKey> Of(SkillFlawDb database, Caller caller) =>
        database.ApiKeys.OfTenant(caller.TenantId).Where(key => key.UserId == caller.UserId);
}

/// <summary>What a new key is called.</summary>
internal sealed record NewApiKeyBody(string? Name)
{
    private const int LongestName = 255;

    public static NewApiKeyBody Read(JsonFields fields)
    {
        var body = new NewApiKeyBody(fields.Text("name", 0, LongestName));
        fields.Check();
        return body;
    }
}

/// <summary>A key of the component store.</summary>
internal sealed record StoreKeyBody(string ApiKey);
