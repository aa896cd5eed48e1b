using System.ComponentModel;
using System.Text.Json;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SkillFlaw.WebApi.Responses;

/// <summary>Describes what a response answers; its handler writes that by itself.</summary>
internal static class ResponseDocumentation
{
    private const string Sse = "text/event-stream";

    public static RouteHandlerBuilder DocumentResponse(this RouteHandlerBuilder route) => route
        .Produces<ResponseObject>(200, "application/json")
        .Produces<ResponseErrorAnswer>(200, "application/json")
        .Produces<string>(200, Sse)
        .WithMetadata(new StreamedResponse());

    /// <summary>Gives the stream a name and with it an example.</summary>
    internal sealed class Filter : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<StreamedResponse>().Any())
            {
                operation.Responses!["200"].Content![Sse] = new OpenApiMediaType
                {
                    Schema = context.SchemaRepository.AddDefinition("ResponseEvents", new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Description = "OpenAI's events with their names, chunks without one, and `[DONE]`",
                    }),
                };
            }
        }
    }

    private sealed record StreamedResponse;
}

/// <summary>A response, for the description of the API; <see cref="ResponseJson"/> writes it.</summary>
internal sealed record ResponseObject(
    [property: Description("The conversation's id, for `previous_response_id`")] string Id,
    string Object,
    long CreatedAt,
    string Status,
    JsonElement? Error,
    JsonElement? IncompleteDetails,
    string? Instructions,
    int? MaxOutputTokens,
    string Model,
    [property: Description("The tools that were used, then the message")] IReadOnlyList<ResponseItem> Output,
    bool ParallelToolCalls,
    string? PreviousResponseId,
    ResponseReasoning Reasoning,
    bool Store,
    double Temperature,
    JsonElement Text,
    string ToolChoice,
    IReadOnlyList<JsonElement> Tools,
    double TopP,
    string Truncation,
    JsonElement? Usage,
    string? User,
    IReadOnlyDictionary<string, JsonElement> Metadata);

/// <summary>A message or a used tool.</summary>
internal sealed record ResponseItem(string Type, string Id, string Status)
{
    [Description("Of a message: always assistant")]
    public string? Role { get; init; }

    [Description("Of a message: its text")]
    public IReadOnlyList<ResponseContent>? Content { get; init; }

    [Description("Of a function call: the tool")]
    public string? Name { get; init; }

    [Description("Of a function call: what the tool was given, as a text of JSON")]
    public string? Arguments { get; init; }

    [Description("Of a tool call: the tool")]
    public string? ToolName { get; init; }

    [Description("Of a tool call: the values that the tool was given")]
    public IReadOnlyList<JsonElement>? Queries { get; init; }

    [Description("Of a tool call: what the tool gave")]
    public JsonElement? Results { get; init; }
}

/// <summary>The text of a message.</summary>
internal sealed record ResponseContent(string Type, string Text, IReadOnlyList<JsonElement> Annotations);

/// <summary>What OpenAI's models say of how they think.</summary>
internal sealed record ResponseReasoning(string? Effort, string? Summary);

/// <summary>What is answered instead of a response.</summary>
internal sealed record ResponseErrorAnswer(ResponseError Error);

/// <summary>What is wrong.</summary>
internal sealed record ResponseError(string Message, string Type)
{
    public string? Code { get; init; }
}
