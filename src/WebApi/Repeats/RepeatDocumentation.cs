using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SkillFlaw.WebApi.Repeats;

/// <summary>Describes the header of the requests that are done once however often they are sent.</summary>
internal sealed class RepeatDocumentation : IOperationFilter
{
    private const string About = """
        A name of the caller's choice for this request, for example a UUID. The same request sent again with it within 24 hours is not done again: it
        gets the same answer, with the header `Idempotency-Replayed: true`; while the first one runs it waits for it. The same key with another request
        is 422. Answers that ask to come back later (429, 503) are not kept.
        """;

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<RepeatableEndpoint>().Any())
        {
            operation.Parameters = [.. operation.Parameters ?? [], Header()];
        }
    }

    private static OpenApiParameter Header() => new()
    {
        Name = RepeatKey.Header,
        In = ParameterLocation.Header,
        Description = About,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = RepeatKey.MostLetters },
    };
}
