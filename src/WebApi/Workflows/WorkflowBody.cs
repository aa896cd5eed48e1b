using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Runs;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>The body of a workflow (semantics section 7.4). It has no other fields.</summary>
/// <param name="FlowId">The flow, by id or endpoint name.</param>
/// <param name="Background">Whether nobody waits for it.</param>
/// <param name="Stream">Whether the answer comes while it runs.</param>
/// <param name="Given">The inputs as they came; null for none.</param>
/// <param name="Inputs">The same, read.</param>
/// <param name="Globals">Variables of this run, which win over those in headers.</param>
internal sealed record WorkflowBody(
    string FlowId, bool Background, bool Stream, JsonElement? Given, ObjectValue Inputs, ImmutableDictionary<string, string> Globals)
{
    private const int LongestName = 256;
    private const int LongestValue = 65_536;

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestInvalidException">Something is wrong in it.</exception>
    public static WorkflowBody Read(JsonBody json)
    {
        var fields = json.Fields;
        fields.Only("flow_id", "background", "stream", "inputs", "globals");
        var given = fields.Object("inputs");
        var body = new WorkflowBody(
            fields.RequiredText("flow_id"),
            fields.Flag("background") ?? false,
            fields.Flag("stream") ?? false,
            given,
            ReadInputs(given, fields),
            ReadGlobals(fields));
        if (body is { Background: true, Stream: true })
        {
            fields.Fail("stream", "value_error", "Value error, a workflow cannot run in the background and be streamed");
        }

        RunBody.CheckSession(FlatInputs.SessionOf(body.Inputs), fields, "inputs");
        fields.Check();
        return body;
    }

    private static ObjectValue ReadInputs(JsonElement? given, JsonFields fields)
    {
        try
        {
            return given is { } inputs ? (ObjectValue)JsonValues.Read(inputs) : ObjectValue.Empty;
        }
        catch (InvalidValueException failure)
        {
            fields.Fail("inputs", "value_error", $"Value error, {failure.Message}");
            return ObjectValue.Empty;
        }
    }

    private static ImmutableDictionary<string, string> ReadGlobals(JsonFields fields)
    {
        var globals = ImmutableDictionary.CreateBuilder<string, string>();
        if (fields.Object("globals") is { } given && fields.Nested("globals") is { } values)
        {
            foreach (var name in given.EnumerateObject().Select(each => each.Name).Distinct())
            {
                if (name.Length is 0 or > LongestName)
                {
                    fields.Fail("globals", "value_error", $"Value error, the name of a variable should have 1 to {LongestName} characters");
                }

                globals[name] = values.RequiredText(name, most: LongestValue);
            }
        }

        return globals.ToImmutable();
    }
}

/// <summary>The same for the description of the API.</summary>
internal sealed record WorkflowRequestBody
{
    [Description("The flow, by its id or its endpoint name")]
    public required string FlowId { get; init; }

    [Description("Whether to answer at once with a job, which is stored and done whatever happens to the server"), DefaultValue(false)]
    public bool? Background { get; init; }

    [Description("Whether to answer with events while the flow runs; not together with `background`"), DefaultValue(false)]
    public bool? Stream { get; init; }

    [Description("Values of fields for this run, by `<component id>.<field>`; `<component id>.session_id` names the conversation")]
    public IReadOnlyDictionary<string, JsonElement>? Inputs { get; init; }

    [Description("Variables of this run alone, by name; they win over those in headers")]
    public IReadOnlyDictionary<string, string>? Globals { get; init; }
}
