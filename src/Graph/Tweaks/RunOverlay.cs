using System.Collections.Immutable;
using SkillFlaw.Graph.Parameters;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Tweaks;

/// <summary>
/// The parameters of one run where they differ from the flow's: tweaks, then inputs, then the session, and edges above all (semantics
/// section 2.2). The graph itself stays as it is. Immutable once made.
/// </summary>
public sealed class RunOverlay
{
    private readonly ImmutableArray<Parameter>[]? _changed;

    private RunOverlay(FlowGraph graph, RunInputs inputs, ImmutableArray<Parameter>[]? changed)
    {
        Graph = graph;
        Inputs = inputs;
        _changed = changed;
    }

    /// <summary>The flow.</summary>
    public FlowGraph Graph { get; }

    /// <summary>What was asked for.</summary>
    public RunInputs Inputs { get; }

    /// <summary>The conversation of the run; empty for none.</summary>
    public string SessionId => Inputs.SessionId;

    /// <summary>Applies the inputs of a run.</summary>
    public static RunOverlay Create(FlowGraph graph, RunInputs inputs)
    {
        var overlay = new OverlayBuilder(graph);
        ApplyTweaks(overlay, graph, inputs.Tweaks);

        // As a value for all nodes it wins over those for one.
        if (inputs.Stream is { } stream && !inputs.Tweaks.ContainsKey("stream"))
        {
            overlay.TweakAll("stream", FlowValue.Of(stream));
        }

        foreach (var input in inputs.Inputs)
        {
            ApplyInput(overlay, graph, input);
        }

        if (!inputs.Files.IsDefaultOrEmpty)
        {
            ApplyFiles(overlay, graph, inputs.Files);
        }

        if (inputs.WebhookBody is { } body)
        {
            ApplyWebhook(overlay, graph, body);
        }

        if (inputs.SessionId.Length > 0)
        {
            ApplySession(overlay, graph, inputs);
        }

        return new RunOverlay(graph, inputs, overlay.Changed);
    }

    /// <summary>Whether parameters of a vertex are not those of the flow.</summary>
    public bool Changes(Vertex vertex) => _changed?[vertex.Index] is { IsDefault: false };

    /// <summary>The parameters of a vertex in this run.</summary>
    public ImmutableArray<Parameter> Parameters(Vertex vertex) =>
        _changed?[vertex.Index] is { IsDefault: false } changed ? changed : vertex.Parameters;

    /// <summary>One parameter of a vertex in this run, or null.</summary>
    public Parameter? Find(Vertex vertex, string name)
    {
        foreach (var parameter in Parameters(vertex))
        {
            if (parameter.Name == name)
            {
                return parameter;
            }
        }

        return null;
    }

    private static void ApplyTweaks(OverlayBuilder overlay, FlowGraph graph, ObjectValue tweaks)
    {
        foreach (var (key, value) in tweaks.Entries)
        {
            if (value is ObjectValue fields)
            {
                ApplyToNode(overlay, graph, key, fields);
            }
        }

        // Values for all nodes come last, so they win over those for one.
        foreach (var (key, value) in tweaks.Entries)
        {
            if (value is not ObjectValue)
            {
                overlay.TweakAll(key, value);
            }
        }
    }

    private static void ApplyToNode(OverlayBuilder overlay, FlowGraph graph, string key, ObjectValue fields)
    {
        var vertex = graph.Find(key);
        var group = vertex is null ? graph.Definition.Groups.FirstOrDefault(each => each.Id == key) : null;
        vertex ??= group is null ? graph.Vertices.LastOrDefault(each => each.Definition is { ParentId: null } node && node.DisplayName == key) : null;
        group ??= vertex is null ? graph.Definition.Groups.LastOrDefault(each => each.DisplayName == key) : null;
        foreach (var (name, value) in fields.Entries)
        {
            if (vertex is not null)
            {
                overlay.Tweak(vertex, name, value);
            }
            else if (group is not null)
            {
                overlay.Tweak(group, name, value);
            }
        }
    }

    private static void ApplyInput(OverlayBuilder overlay, FlowGraph graph, RunInput input)
    {
        foreach (var index in graph.WithField("input_value"))
        {
            var vertex = graph.Vertices[index];
            if (vertex.IsInput
                && (input.Components.IsDefaultOrEmpty || input.Components.Contains(vertex.Id) || input.Components.Contains(vertex.Definition.DisplayName))
                && (input.Type == RunInput.Any || vertex.Id.Contains(input.Type, StringComparison.OrdinalIgnoreCase)))
            {
                overlay.Set(vertex, "input_value", FlowValue.Of(input.Value));
            }
        }
    }

    private static void ApplyFiles(OverlayBuilder overlay, FlowGraph graph, ImmutableArray<string> files)
    {
        foreach (var index in graph.WithField("files"))
        {
            if (graph.Vertices[index].Definition.Type == "ChatInput")
            {
                overlay.Set(graph.Vertices[index], "files", FlowValue.Of(files.Select(FlowValue.Of)));
            }
        }
    }

    private static void ApplyWebhook(OverlayBuilder overlay, FlowGraph graph, string body)
    {
        foreach (var index in graph.WithField("data"))
        {
            if (graph.Vertices[index].Id.Contains("Webhook", StringComparison.Ordinal))
            {
                overlay.Set(graph.Vertices[index], "data", FlowValue.Of(body));
            }
        }
    }

    private static void ApplySession(OverlayBuilder overlay, FlowGraph graph, RunInputs inputs)
    {
        var session = FlowValue.Of(inputs.SessionId);
        foreach (var index in graph.WithField("session_id"))
        {
            var vertex = graph.Vertices[index];
            var current = overlay.Find(vertex, "session_id");
            if (current is not null && (inputs.SessionReplaces || current is { Kind: ParameterKind.Value, Value: TextValue { Value.Length: 0 } }))
            {
                overlay.Set(vertex, "session_id", session);
            }
        }
    }
}
