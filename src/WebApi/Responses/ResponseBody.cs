using System.ComponentModel;
using System.Text.Json;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Runs;

namespace SkillFlaw.WebApi.Responses;

/// <summary>The body of a response, as OpenAI's clients send it (semantics section 3.3). Fields that are not here are not read.</summary>
/// <param name="Model">The flow, by id or endpoint name.</param>
/// <param name="Input">What is said to it.</param>
/// <param name="Stream">Whether the answer comes while the flow runs.</param>
/// <param name="HasTools">Whether the caller brings tools, if only an empty list.</param>
/// <param name="PreviousId">The response to go on after, whose id is the conversation's; null to begin one.</param>
/// <param name="WithResults">Whether what the tools gave is answered too.</param>
internal sealed record ResponseBody(string Model, string Input, bool Stream, bool HasTools, string? PreviousId, bool WithResults)
{
    private const string ToolResults = "tool_call.results";

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestInvalidException">Something is wrong in it.</exception>
    public static ResponseBody Read(JsonBody json)
    {
        var fields = json.Fields;
        var body = new ResponseBody(
            fields.RequiredText("model"),
            fields.RequiredText("input"),
            fields.Flag("stream") ?? false,
            fields.Peek("tools") is not null,
            fields.Text("previous_response_id"),
            fields.Texts("include")?.Contains(ToolResults) ?? false);
        _ = fields.Flag("background");
        if (fields.Peek("tools") is { ValueKind: not JsonValueKind.Array })
        {
            fields.Fail("tools", "list_type", "Input should be a valid list");
        }

        RunBody.CheckSession(body.PreviousId, fields, "previous_response_id");
        fields.Check();
        return body;
    }
}

/// <summary>The same for the description of the API.</summary>
internal sealed record ResponseRequestBody
{
    [Description("The flow, by its id or its endpoint name")]
    public required string Model { get; init; }

    [Description("What is said to the flow")]
    public required string Input { get; init; }

    [Description("Whether to answer with events while the flow runs"), DefaultValue(false)]
    public bool? Stream { get; init; }

    [Description("Taken and not used: a response is always waited for"), DefaultValue(false)]
    public bool? Background { get; init; }

    [Description("Must be null: a flow has its own tools")]
    public IReadOnlyList<JsonElement>? Tools { get; init; }

    [Description("The id of the response to go on after; it is the conversation's")]
    public string? PreviousResponseId { get; init; }

    [Description("`tool_call.results` for what the tools gave")]
    public IReadOnlyList<string>? Include { get; init; }
}
