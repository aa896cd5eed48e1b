using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SkillFlaw.WebApi.Builds;

/// <summary>Describes the events of a build in their two forms, which are texts to whoever reads the types of the handlers.</summary>
internal sealed class BuildEventDocumentation : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var content in operation.Responses?.Values.Select(answer => answer.Content) ?? [])
        {
            if (content?.ContainsKey(BuildEventStream.Lines) == true)
            {
                content[BuildEventStream.Lines] = Describe(
                    context.SchemaRepository, "BuildEvents", "Objects `{\"event\": …, \"data\": …}`, each on a line of its own with an empty line after it");
                content[BuildEventStream.Sse] = Describe(
                    context.SchemaRepository, "NumberedBuildEvents", "The same objects as server-sent events, with the number of each as its id");
            }
        }
    }

    private static OpenApiMediaType Describe(SchemaRepository schemas, string name, string description) => new()
    {
        Schema = schemas.Schemas.ContainsKey(name)
            ? new OpenApiSchemaReference(name)
            : schemas.AddDefinition(name, new OpenApiSchema { Type = JsonSchemaType.String, Description = description }),
    };
}
