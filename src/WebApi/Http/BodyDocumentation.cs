using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SkillFlaw.WebApi.Http;

/// <summary>
/// Says in the description of the API what an endpoint takes. <c>Accepts</c> would say it too, but would also answer 415 to who sends JSON under
/// another content type, as <c>curl -d</c> does.
/// </summary>
internal static class BodyDocumentation
{
    public static RouteHandlerBuilder Takes<TBody>(this RouteHandlerBuilder builder) => builder.WithMetadata(new TakenBody(typeof(TBody)));

    /// <summary>For an endpoint that reads a form.</summary>
    public static RouteHandlerBuilder TakesForm<TBody>(this RouteHandlerBuilder builder) =>
        builder.WithMetadata(new TakenBody(typeof(TBody), "application/x-www-form-urlencoded"));

    /// <summary>For an <see cref="UploadedFile"/>.</summary>
    public static RouteHandlerBuilder TakesFile(this RouteHandlerBuilder builder) => builder.WithMetadata(new TakenBody(null, "multipart/form-data"));

    /// <summary>Puts it into the description.</summary>
    internal sealed class Filter : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<TakenBody>().LastOrDefault() is { } body)
            {
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = new Dictionary<string, IOpenApiMediaType>
                    {
                        [body.ContentType] = new OpenApiMediaType
                        {
                            Schema = body.Type is null ? OfFile() : context.SchemaGenerator.GenerateSchema(body.Type, context.SchemaRepository),
                        },
                    },
                };
            }
        }

        private static OpenApiSchema OfFile() => new()
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { UploadedFile.Field },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                [UploadedFile.Field] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            },
        };
    }

    private sealed record TakenBody(Type? Type, string ContentType = "application/json");
}
