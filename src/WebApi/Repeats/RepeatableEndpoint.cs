using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Repeats;

/// <summary>What an endpoint carries whose requests may come with a key, to be done once however often they are sent.</summary>
/// <param name="FindScopeAsync">Whose key it is; throws where the request is refused. If it reads the body, it leaves it to be read again.</param>
/// <param name="MostBytes">How large a body may be.</param>
internal sealed record RepeatableEndpoint(Func<HttpContext, ValueTask<RepeatScope>> FindScopeAsync, long MostBytes);

/// <summary>Whose a key is: the same key of another scope is another key.</summary>
/// <param name="TenantId">The tenant.</param>
/// <param name="Name">A user, or what else keys belong to.</param>
internal sealed record RepeatScope(Guid TenantId, string Name)
{
    /// <summary>Of a user.</summary>
    public static RepeatScope Of(Caller caller) => new(caller.TenantId, $"user {caller.UserId}");
}

internal static class RepeatConventions
{
    /// <summary>For an endpoint that only callers reach: requests that come with an <c>Idempotency-Key</c> are done once.</summary>
    public static TBuilder Repeatable<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder =>
        builder.Repeatable(static context => ValueTask.FromResult(RepeatScope.Of(Caller.Of(context))), JsonBody.Largest);

    /// <summary>For an endpoint that finds out itself who may call it.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="findScopeAsync">Whose key it is. Must refuse whoever the endpoint refuses: an answer that is there already is given without asking it.</param>
    /// <param name="mostBytes">How large a body may be.</param>
    public static TBuilder Repeatable<TBuilder>(this TBuilder builder, Func<HttpContext, ValueTask<RepeatScope>> findScopeAsync, long mostBytes)
        where TBuilder : IEndpointConventionBuilder =>
        builder.WithMetadata(new RepeatableEndpoint(findScopeAsync, mostBytes)).ProducesError(400, 409, 422);
}
