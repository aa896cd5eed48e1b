using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using SkillFlaw.Graph.Values;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Runs;

/// <summary>The body of a simplified run, in either of its layouts (semantics section 2.1).</summary>
internal sealed record RunBody
{
    /// <summary>The longest name of a conversation, in bytes of UTF-8: it is part of an index.</summary>
    public const int LongestSession = 1_000;

    private const string Any = "any";
    private const string Chat = "chat";

    /// <summary>What is said to the flow; null to keep what the flow has.</summary>
    public string? InputValue { get; private init; }

    /// <summary>chat, text or any: which inputs get it.</summary>
    public string InputType { get; private init; } = Chat;

    /// <summary>chat, text, any or debug: which outputs are answered.</summary>
    public string OutputType { get; private init; } = Chat;

    /// <summary>The output component by id or display name; empty for none.</summary>
    public string OutputComponent { get; private init; } = "";

    /// <summary>Changes to the flow's fields for this run.</summary>
    public ObjectValue Tweaks { get; private init; } = ObjectValue.Empty;

    /// <summary>The conversation; null for the flow's own.</summary>
    public string? SessionId { get; private init; }

    /// <summary>Variables in the body's context.</summary>
    public ImmutableDictionary<string, string> Variables { get; private init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Reads a body.</summary>
    /// <exception cref="RequestInvalidException">It is no object, or its embedded request is wrong.</exception>
    public static RunBody Read(JsonElement root)
    {
        if (root.ValueKind is JsonValueKind.Undefined)
        {
            return new RunBody();
        }

        var fields = new JsonFields(root);
        var context = fields.Object("context");
        var body = fields.Nested("input_request") is { } embedded ? Read(embedded, root.GetProperty("input_request")) : ReadFlat(root);
        CheckSession(body.SessionId, fields, "session_id");
        body = body with { Variables = ReadVariables(context, fields) };
        fields.Check();
        return body;
    }

    /// <summary>Notes that a session's name is too long to be stored.</summary>
    public static void CheckSession(string? session, JsonFields fields, string name)
    {
        if (session is not null && Encoding.UTF8.GetByteCount(session) > LongestSession)
        {
            fields.Fail(name, "string_too_long", $"String should have at most {LongestSession} bytes");
        }
    }

    /// <summary>The tweaks of a body; null where they are none that the API takes.</summary>
    public static ObjectValue? ReadTweaks(JsonElement? tweaks, JsonFields fields)
    {
        if (tweaks is null)
        {
            return ObjectValue.Empty;
        }

        foreach (var tweak in tweaks.Value.EnumerateObject())
        {
            if (tweak.Value.ValueKind is not (JsonValueKind.String or JsonValueKind.Object))
            {
                fields.Fail("tweaks", "string_type", $"The tweak '{tweak.Name}' should be a string or an object");
                return null;
            }
        }

        try
        {
            return (ObjectValue)JsonValues.Read(tweaks.Value);
        }
        catch (InvalidValueException failure)
        {
            fields.Fail("tweaks", "value_error", $"Value error, {failure.Message}");
            return null;
        }
    }

    // Whatever is wrong with a flat body makes it the request with all defaults; only a conversation is never mixed up with another.
    private static RunBody ReadFlat(JsonElement root)
    {
        try
        {
            var fields = new JsonFields(root);
            var body = Read(fields, root);
            fields.Check();
            return body;
        }
        catch (RequestInvalidException)
        {
            return new RunBody();
        }
    }

    private static RunBody Read(JsonFields fields, JsonElement element) => new()
    {
        InputValue = fields.Text("input_value"),
        InputType = IsNull(element, "input_type") ? Any : fields.OneOf("input_type", Chat, "text", Any) ?? Chat,
        OutputType = fields.OneOf("output_type", Chat, "text", Any, "debug") ?? Chat,
        OutputComponent = fields.Text("output_component") ?? "",
        Tweaks = ReadTweaks(fields.Object("tweaks"), fields) ?? ObjectValue.Empty,
        SessionId = fields.Text("session_id"),
    };

    private static bool IsNull(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Null;

    private static ImmutableDictionary<string, string> ReadVariables(JsonElement? context, JsonFields fields)
    {
        var read = ImmutableDictionary.CreateBuilder<string, string>();
        if (context is { } given && given.TryGetProperty("request_variables", out var variables) && variables.ValueKind is JsonValueKind.Object)
        {
            foreach (var variable in variables.EnumerateObject().Where(variable => variable.Value.ValueKind is JsonValueKind.String))
            {
                try
                {
                    read[variable.Name] = JsonValues.ReadText(variable.Value);
                }
                catch (InvalidValueException failure)
                {
                    fields.Fail("context", "value_error", $"Value error, {failure.Message}");
                    break;
                }
            }
        }

        return read.ToImmutable();
    }
}
