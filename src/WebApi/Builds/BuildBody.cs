using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.Runs;

namespace SkillFlaw.WebApi.Builds;

/// <summary>The body of a build; it may be left out (semantics section 4.1).</summary>
internal sealed record BuildBody
{
    /// <summary>What the user says; null to leave what the flow has.</summary>
    public string? InputValue { get; private init; }

    /// <summary>The conversation; null for the flow's own.</summary>
    public string? Session { get; private init; }

    /// <summary>When the client sent its request; null where it does not say.</summary>
    public DateTimeOffset? RequestedAt { get; private init; }

    /// <summary>A document to build instead of the stored one; default for none.</summary>
    public ImmutableArray<byte> Document { get; private init; }

    /// <summary>Files for the chat input.</summary>
    public ImmutableArray<string> Files { get; private init; } = [];

    /// <summary>The vertex to begin with; null for none.</summary>
    public string? Start { get; private init; }

    /// <summary>The vertex to end with; null for none.</summary>
    public string? Stop { get; private init; }

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestInvalidException">Something is wrong in it.</exception>
    public static BuildBody Read(JsonBody json)
    {
        if (json.Root.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return new BuildBody();
        }

        var fields = json.Fields;
        var inputs = fields.Nested("inputs");
        var data = fields.Object("data");
        var body = new BuildBody
        {
            InputValue = inputs?.Text("input_value"),
            Session = inputs?.Text("session"),
            RequestedAt = inputs?.Integer("client_request_time", long.MaxValue) is { } milliseconds ? TimeOf(milliseconds) : null,
            Document = data is { } document ? [.. JsonMarshal.GetRawUtf8Value(document)] : default,
            Files = [.. fields.Texts("files") ?? []],
            Start = fields.Text("start_component_id"),
            Stop = fields.Text("stop_component_id"),
        };
        if (inputs is not null)
        {
            RunBody.CheckSession(body.Session, inputs, "session");
            _ = inputs.Texts("components");
            _ = inputs.OneOf("type", "chat", "text", "any");
        }

        fields.Check();
        return body;
    }

    // A time that is none is as good as no time.
    private static DateTimeOffset? TimeOf(long milliseconds) =>
        milliseconds > 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}

/// <summary>The body of a build, for the description of the API; <see cref="BuildBody"/> reads it.</summary>
internal sealed record BuildRequestBody
{
    public BuildInputs? Inputs { get; init; }

    public JsonElement? Data { get; init; }

    public IReadOnlyList<string>? Files { get; init; }

    public string? StartComponentId { get; init; }

    public string? StopComponentId { get; init; }
}

/// <summary>What is said to a flow that is built.</summary>
internal sealed record BuildInputs
{
    public string? InputValue { get; init; }

    public string? Session { get; init; }

    public long? ClientRequestTime { get; init; }

    public IReadOnlyList<string>? Components { get; init; }

    public string? Type { get; init; }
}
