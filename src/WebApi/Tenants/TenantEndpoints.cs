using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Settings;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Tenants;

/// <summary>What tenants may do. Whoever manages the server sets it, also for others than the own one.</summary>
internal static class TenantEndpoints
{
    private const string Own = "current";

    private const string About = """
        What is absent stays, and null is what holds for all tenants. Holds within some seconds; runs that are too many by then come to their end. Instead
        of an id, "current" is the caller's own tenant.
        """;

    public static void MapTenants(this IEndpointRouteBuilder routes)
    {
        var tenants = routes.MapGroup("/api/v1/tenants").WithTags("Tenants").TakesSmallBodies();
        tenants.MapGet("/{tenant_id}/limits", Read).Allow(Access.Superuser).WithName("read_tenant_limits").WithSummary("Read what a tenant may do")
            .ProducesError(404, 422);
        tenants.MapPatch("/{tenant_id}/limits", Change).Allow(Access.Superuser).WithName("update_tenant_limits").WithSummary("Change what a tenant may do")
            .WithDescription(About).Takes<TenantLimitsBody>().ProducesError(404, 409, 422);
    }

    private static async Task<Ok<TenantLimitsAnswer>> Read(
        [FromRoute(Name = "tenant_id")] string tenantId,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        ServerSettings settings,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tenant = await FindAsync(database, caller, tenantId, cancellationToken);
        return TypedResults.Ok(TenantLimitsAnswer.Of(tenant, await CountAsync(database, tenant, clock, cancellationToken), settings));
    }

    private static async Task<Ok<TenantLimitsAnswer>> Change(
        [FromRoute(Name = "tenant_id")] string tenantId,
        JsonBody json,
        Caller caller,
        IDbContextFactory<SkillFlawDb> databases,
        ServerSettings settings,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var tenant = await FindAsync(database, caller, tenantId, cancellationToken);
        TenantLimitsBody.Apply(json.Fields, tenant);
        await database.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(TenantLimitsAnswer.Of(tenant, await CountAsync(database, tenant, clock, cancellationToken), settings));
    }

    private static async Task<Tenant> FindAsync(SkillFlawDb database, Caller caller, string tenantId, CancellationToken cancellationToken)
    {
        var id = tenantId == Own ? caller.TenantId
            : Guid.TryParse(tenantId, out var given) ? given
            : throw new RequestInvalidException(
            [
                new ValidationError(
                    "uuid_parsing", ["path", "tenant_id"], "Input should be a valid UUID", JsonSerializer.SerializeToElement(tenantId, HttpJson.Default.String)),
            ]);
        return await database.Tenants.SingleOrDefaultAsync(tenant => tenant.TenantId == id, cancellationToken)
            ?? throw new ApiException(StatusCodes.Status404NotFound, "Tenant not found");
    }

    private static Task<long> CountAsync(SkillFlawDb database, Tenant tenant, TimeProvider clock, CancellationToken cancellationToken)
    {
        var today = TenantUsage.DayOf(clock.GetUtcNow());
        return database.Usage.OfTenant(tenant.TenantId).Where(usage => usage.Day == today).Select(usage => usage.Tokens)
            .FirstOrDefaultAsync(cancellationToken);
    }
}
