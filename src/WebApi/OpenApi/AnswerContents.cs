using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SkillFlaw.WebApi.OpenApi;

/// <summary>Adds all that an endpoint says it answers with a status; the generator knows one thing for each, and no files.</summary>
internal sealed class AnswerContents : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var contents =
            from produced in context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IProducesResponseTypeMetadata>()
            from contentType in produced.ContentTypes
            group produced.Type by (Status: $"{produced.StatusCode}", ContentType: contentType);
        foreach (var content in contents)
        {
            if (operation.Responses?.GetValueOrDefault(content.Key.Status) is OpenApiResponse answer)
            {
                answer.Content ??= new Dictionary<string, IOpenApiMediaType>();
                answer.Content[content.Key.ContentType] = new OpenApiMediaType { Schema = SchemaOf(content, context) };
            }
        }
    }

    private static IOpenApiSchema SchemaOf(IEnumerable<Type?> types, OperationFilterContext context)
    {
        List<IOpenApiSchema> schemas =
        [
            .. from type in types.Distinct()
               where type is not null && type != typeof(void)
               select context.SchemaGenerator.GenerateSchema(type, context.SchemaRepository),
        ];
        return schemas switch
        {
            [] => new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary" },
            [var only] => only,
            _ => new OpenApiSchema { AnyOf = schemas },
        };
    }
}
