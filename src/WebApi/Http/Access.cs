namespace SkillFlaw.WebApi.Http;

/// <summary>Who may call an endpoint. Each has exactly one of these; a test holds it.</summary>
internal enum Access
{
    /// <summary>Everybody, without credentials.</summary>
    Public,

    /// <summary>Who has logged in or brings an API key.</summary>
    User,

    /// <summary>As <see cref="User"/>, and the thing that the request names must belong to the caller.</summary>
    Owner,

    /// <summary>Who may manage the server.</summary>
    Superuser,
}

/// <summary>What an endpoint carries to say who may call it.</summary>
/// <param name="Access">Who.</param>
/// <param name="LooksForCaller">Whether a public endpoint wants to know who calls all the same, because it decides itself who may.</param>
internal sealed record EndpointAccess(Access Access, bool LooksForCaller = false);

/// <summary>What an endpoint carries that takes an API key as a bearer too.</summary>
internal sealed record BearerKeys;

internal static class AccessConventions
{
    /// <summary>Ends the start of a server that has an endpoint which nobody has classified, or somebody twice.</summary>
    public static void RefuseUnclassified(this IEndpointRouteBuilder routes)
    {
        var wrong = routes.DataSources.SelectMany(source => source.Endpoints)
            .FirstOrDefault(endpoint => endpoint.Metadata.GetOrderedMetadata<EndpointAccess>().Count != 1);
        if (wrong is not null)
        {
            throw new InvalidOperationException($"The endpoint {wrong.DisplayName} must say exactly once who may call it.");
        }
    }

    /// <summary>For an endpoint that decides itself who may call it: with credentials that are looked at, or with what it knows.</summary>
    public static TBuilder AllowByItself<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new EndpointAccess(Access.Public, LooksForCaller: true));

    /// <summary>Says who may call an endpoint, or all of a group.</summary>
    public static TBuilder Allow<TBuilder>(this TBuilder builder, Access access)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new EndpointAccess(access));

    /// <summary>For endpoints that clients call which know no other way to send a key.</summary>
    public static TBuilder TakesKeysAsBearer<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BearerKeys());
}
