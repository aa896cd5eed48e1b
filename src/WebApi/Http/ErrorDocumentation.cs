namespace SkillFlaw.WebApi.Http;

/// <summary>The body of an error, for the description of the API.</summary>
internal sealed record ErrorAnswer(string Detail);

internal static class ErrorDocumentation
{
    /// <summary>Says with which errors an endpoint may answer.</summary>
    public static RouteHandlerBuilder ProducesError(this RouteHandlerBuilder builder, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            builder.Produces<ErrorAnswer>(status);
        }

        return builder;
    }
}
