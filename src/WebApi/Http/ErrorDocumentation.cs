using System.Text.Json;

namespace SkillFlaw.WebApi.Http;

/// <summary>The body of an error, for the description of the API.</summary>
internal sealed record ErrorAnswer(string Detail);

/// <summary>The body of the error that tells what is wrong with a request, for the description of the API.</summary>
internal sealed record InvalidRequestAnswer(IReadOnlyList<RequestProblem> Detail);

/// <summary>One thing that is wrong; <see cref="ValidationError"/> writes it.</summary>
internal sealed record RequestProblem(
    string Type, IReadOnlyList<JsonElement> Loc, string Msg, JsonElement Input, IReadOnlyDictionary<string, JsonElement>? Ctx);

/// <summary>What an endpoint carries that answers even while the database does not.</summary>
internal sealed record NoStorage;

internal static class ErrorDocumentation
{
    /// <summary>
    /// Says with which errors an endpoint may answer. Those that come with credentials, bodies, parameters and the database need not be
    /// said: the description adds them.
    /// </summary>
    public static TBuilder ProducesError<TBuilder>(this TBuilder builder, params int[] statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            builder.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(ErrorAnswer), ["application/json"]));
        }

        return builder;
    }

    /// <summary>Says that an endpoint needs no database.</summary>
    public static TBuilder NeedsNoStorage<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new NoStorage());
}
