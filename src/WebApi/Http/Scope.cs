using System.Reflection;
using System.Text.Json;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Http;

/// <summary>The scope that a request names in its headers (semantics section 1.9).</summary>
/// <param name="BusinessId">The business; null where the request names none.</param>
/// <param name="IsSelf">Whether it is the caller's own matter; null where the request does not say.</param>
internal sealed record Scope(int? BusinessId, bool? IsSelf) : IBindableFromHttpContext<Scope>
{
    private const string TenantHeader = "tenant-id";
    private const string BusinessHeader = "business-id";
    private const string SelfHeader = "is-self";

    public static ValueTask<Scope?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        string? business = context.Request.Headers[BusinessHeader];
        string? self = context.Request.Headers[SelfHeader];
        int? businessId = string.IsNullOrEmpty(business) ? null
            : int.TryParse(business, out var id) ? id
            : throw Invalid(BusinessHeader, business, "int_parsing", "Input should be a valid integer, unable to parse string as an integer");
        bool? isSelf = string.IsNullOrEmpty(self) ? null
            : QueryFlag.TryParse(self, null, out var flag) ? flag.Value
            : throw Invalid(SelfHeader, self, "bool_parsing", "Input should be a valid boolean, unable to interpret input");
        return ValueTask.FromResult<Scope?>(new Scope(businessId, isSelf));
    }

    /// <summary>Refuses requests that name another tenant than the caller's. A caller has one tenant, so it need not be named.</summary>
    public static async ValueTask<object?> RefuseOtherTenantsAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        string? header = context.Request.Headers[TenantHeader];
        if (string.IsNullOrEmpty(header))
        {
            return await next(invocation);
        }

        return !Guid.TryParse(header, out var tenantId) ? throw Invalid(TenantHeader, header, "uuid_parsing", "Input should be a valid UUID")
            : tenantId == Caller.Of(context).TenantId ? await next(invocation)
            : ApiError.NotFound("Tenant not found");
    }

    private static RequestInvalidException Invalid(string header, string text, string type, string message) =>
        new([new ValidationError(type, ["header", header], message, JsonSerializer.SerializeToElement(text, HttpJson.Default.String))]);
}

internal static class ScopeConventions
{
    /// <summary>Lets the header <c>tenant-id</c> name the caller's tenant only. Not for public endpoints: they have no caller.</summary>
    public static RouteGroupBuilder InOwnTenant(this RouteGroupBuilder group) => group.AddEndpointFilter(Scope.RefuseOtherTenantsAsync);
}
