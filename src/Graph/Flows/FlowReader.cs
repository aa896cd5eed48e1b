using System.Text.Json;

namespace SkillFlaw.Graph.Flows;

/// <summary>Reads a document into a <see cref="FlowDefinition"/>: unwraps it, leaves out notes, opens groups (flow-format sections 1 and 8).</summary>
internal sealed class FlowReader(FlowLimits limits)
{
    /// <summary>How deep the JSON may nest: deeper than any editor goes, and shallow enough for every value to be one of ours.</summary>
    public const int MaxDepth = 200;

    private readonly List<GroupDefinition> _groups = [];
    private readonly HashSet<string> _ids = [];
    private int _nodes;
    private int _edges;

    public FlowDefinition Read(JsonElement root, ReadOnlyMemory<byte> document)
    {
        var flow = Unwrap(root);
        var (vertices, edges) = ReadLevel(flow, depth: 0);
        if (vertices.Count(vertex => vertex.Outputs.Any(output => output.AllowsLoop)) > limits.MaxLoops)
        {
            throw new InvalidFlowException($"The flow has more than {limits.MaxLoops:N0} loops.");
        }

        var head = root.ValueKind is JsonValueKind.Object ? root : flow;
        return new FlowDefinition(document)
        {
            Id = head.Text("id"),
            Name = head.Text("name") ?? "",
            Description = head.Text("description") ?? "",
            EndpointName = head.Text("endpoint_name"),
            IsComponent = head.Flag("is_component"),
            LastTestedVersion = head.Text("last_tested_version"),
            Vertices = [.. vertices],
            Edges = [.. edges],
            Groups = [.. _groups],
        };
    }

    private static JsonElement Unwrap(JsonElement root)
    {
        var flow = root.Object("data") ?? root;
        if (flow.List("nodes") is null || flow.List("edges") is null)
        {
            var found = flow.ValueKind is JsonValueKind.Object
                ? string.Join(", ", flow.EnumerateObject().Take(20).Select(property => $"'{Values.JsonValues.ReadName(property)}'"))
                : "";
            throw new InvalidFlowException($"Invalid payload. Expected keys 'nodes' and 'edges'. Found [{found}]");
        }

        return flow;
    }

    private (List<VertexDefinition> Vertices, List<EdgeDefinition> Edges) ReadLevel(JsonElement flow, int depth)
    {
        var vertices = new List<VertexDefinition>();
        var groups = new List<(JsonElement Node, VertexDefinition Group)>();
        foreach (var node in flow.List("nodes")?.EnumerateArray() ?? default)
        {
            if (++_nodes > limits.MaxNodes)
            {
                throw new InvalidFlowException($"The flow has more than {limits.MaxNodes:N0} nodes.");
            }

            if (VertexReader.Read(node, limits) is not { } vertex)
            {
                continue;
            }

            if (!_ids.Add(vertex.Id))
            {
                throw new InvalidFlowException($"Two nodes have the id '{vertex.Id}'.", vertex.Id);
            }

            if (InnerFlow(node) is { } inner)
            {
                groups.Add((inner, vertex));
            }
            else
            {
                vertices.Add(vertex);
            }
        }

        var edges = new List<EdgeDefinition>();
        foreach (var edge in flow.List("edges")?.EnumerateArray() ?? default)
        {
            if (++_edges > limits.MaxEdges)
            {
                throw new InvalidFlowException($"The flow has more than {limits.MaxEdges:N0} edges.");
            }

            edges.Add(EdgeReader.Read(edge));
        }

        var openings = new Dictionary<string, GroupOpening>();
        var inside = new List<EdgeDefinition>();
        foreach (var (inner, group) in groups)
        {
            if (depth >= limits.MaxGroupDepth)
            {
                throw new InvalidFlowException($"The group '{group.DisplayName}' stands deeper than {limits.MaxGroupDepth} groups.", group.Id);
            }

            var index = _groups.Count;
            var level = ReadLevel(inner, depth + 1);
            var opened = new GroupOpening(group, level.Vertices, level.Edges, _groups.Skip(index));
            _groups.Insert(index, opened.Definition);
            openings.Add(group.Id, opened);
            vertices.AddRange(opened.Vertices());
            inside.AddRange(level.Edges);
        }

        return (vertices, [.. edges.Select(edge => Redirect(edge, openings)), .. inside]);
    }

    private static EdgeDefinition Redirect(EdgeDefinition edge, Dictionary<string, GroupOpening> openings)
    {
        var redirected = openings.TryGetValue(edge.Target, out var target) ? target.RedirectTarget(edge) : edge;
        return openings.TryGetValue(edge.Source, out var source) ? source.RedirectSource(redirected) : redirected;
    }

    private static JsonElement? InnerFlow(JsonElement node) =>
        node.Object("data")?.Object("node")?.Object("flow")?.Object("data");
}
