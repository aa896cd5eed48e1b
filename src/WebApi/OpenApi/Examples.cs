using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SkillFlaw.WebApi.OpenApi;

/// <summary>
/// Adds the examples in the folder of the same name. A body or an answer has that of its operation (<c>add_user.request.json</c>,
/// <c>add_user.response.json</c>), or else that of its schema (<c>UserAnswer.json</c>), which is also one for lists of it. All errors are
/// in <c>errors.json</c>: by operation and status, else by tag and status, else by status alone.
/// </summary>
internal sealed class Examples : IOperationFilter
{
    private readonly JsonObject _errors = (JsonObject)Read("errors")!;

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        foreach (var content in ContentOf(operation.RequestBody?.Content))
        {
            content.Example = Read($"{operation.OperationId}.request") ?? ReadFor(content.Schema);
        }

        foreach (var (status, answer) in operation.Responses ?? [])
        {
            foreach (var content in ContentOf(answer.Content))
            {
                content.Example = status.StartsWith('2')
                    ? Read($"{operation.OperationId}.response") ?? ReadFor(content.Schema)
                    : ErrorOf(operation, status);
            }
        }
    }

    private static IEnumerable<OpenApiMediaType> ContentOf(IDictionary<string, IOpenApiMediaType>? content) =>
        content?.Values.OfType<OpenApiMediaType>() ?? [];

    private JsonNode? ErrorOf(OpenApiOperation operation, string status) =>
        (_errors[$"{operation.OperationId} {status}"] ?? _errors[$"{operation.Tags?.FirstOrDefault()?.Name} {status}"] ?? _errors[status])?.DeepClone();

    private static JsonNode? ReadFor(IOpenApiSchema? schema) => schema switch
    {
        OpenApiSchemaReference { Reference.Id: { } name } => Read(name),
        { AnyOf: { Count: > 0 } choices } => choices.Select(ReadFor).FirstOrDefault(example => example is not null),
        { Items: { } items } when ReadFor(items) is { } item => new JsonArray(item),
        _ => null,
    };

    /// <summary>An example, as JSON or as a text; null for none.</summary>
    private static JsonNode? Read(string name)
    {
        var assembly = typeof(Examples).Assembly;
        using var json = assembly.GetManifestResourceStream($"Examples/{name}.json");
        if (json is not null)
        {
            return JsonNode.Parse(json);
        }

        using var text = assembly.GetManifestResourceStream($"Examples/{name}.txt");
        return text is null ? null : JsonValue.Create(new StreamReader(text).ReadToEnd());
    }
}
