using System.Collections.Immutable;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Parameters;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Compilation;

/// <summary>Makes a <see cref="FlowGraph"/> (flow-format sections 5, 8 and 9).</summary>
internal static class GraphCompiler
{
    private static readonly string[] _inputs = ["ChatInput", "Webhook", "TextInput"];
    private static readonly string[] _outputs = ["ChatOutput", "DataOutput", "TextOutput"];
    private static readonly string[] _states = ["SharedState", "Notify", "Listen"];

    public static FlowGraph Compile(FlowDefinition flow)
    {
        var vertices = flow.Vertices.Select(MakeVertex).ToImmutableArray();
        var edges = Connect(flow, vertices);
        var cycles = new CycleSearch(vertices, edges);
        edges = [.. edges.Select(edge => edge with { InCycle = cycles.Joins(edge.Source, edge.Target) })];

        foreach (var (index, outgoing) in edges.GroupBy(edge => edge.Source).Select(group => (group.Key, group)))
        {
            vertices[index].Outgoing = [.. outgoing];
        }

        foreach (var (index, incoming) in edges.GroupBy(edge => edge.Target).Select(group => (group.Key, group)))
        {
            vertices[index].Incoming = [.. incoming];
        }

        foreach (var vertex in vertices)
        {
            vertex.Predecessors = [.. vertex.Incoming.Select(edge => edge.Source).Distinct().Order()];
            vertex.Successors = [.. vertex.Outgoing.Select(edge => edge.Target).Distinct().Order()];
            vertex.InCycle = cycles.Contains(vertex.Index);
            vertex.Parameters = MakeParameters(vertex);
            vertex.Calls = [.. vertex.Parameters.Select(CallParameter.Of)];
            vertex.Wanted = MakeWanted(vertex);
        }

        foreach (var vertex in vertices)
        {
            vertex.Neighbours = MakeNeighbours(vertices, vertex);
        }

        var loops = MakeLoops(vertices);

        return new FlowGraph(flow, vertices, edges)
        {
            Loops = loops,
            IsCyclic = vertices.Any(vertex => vertex.InCycle),
            HasState = vertices.Any(vertex => vertex.IsState),
        };
    }

    private static Vertex MakeVertex(VertexDefinition definition, int index) => new(index, definition)
    {
        IsInput = definition.IsInput || IsOneOf(definition, _inputs),
        IsOutput = definition.IsOutput || IsOneOf(definition, _outputs),
        IsState = _states.Contains(Prefix(definition.Id)),
    };

    private static bool IsOneOf(VertexDefinition definition, string[] types) =>
        types.Contains(definition.Type) || types.Contains(Prefix(definition.Id));

    private static string Prefix(string id) => id.IndexOf('-') is var dash and >= 0 ? id[..dash] : id;

    private static ImmutableArray<Edge> Connect(FlowDefinition flow, ImmutableArray<Vertex> vertices)
    {
        var indices = vertices.ToDictionary(vertex => vertex.Id, vertex => vertex.Index);
        var seen = new HashSet<(string, string, string, string)>();
        var edges = ImmutableArray.CreateBuilder<Edge>(flow.Edges.Length);
        foreach (var edge in flow.Edges)
        {
            var source = vertices[IndexOf(edge.Source, edge)];
            var target = vertices[IndexOf(edge.Target, edge)];
            var output = edge.SourceOutput;
            if (seen.Add((edge.Source, output, edge.Target, edge.TargetField)))
            {
                EdgeRules.Check(edge, source.Definition, target.Definition);
                edges.Add(new Edge(edges.Count, source.Index, output, target.Index, edge.TargetField, edge.IsFeedback, InCycle: false));
            }
        }

        return edges.DrainToImmutable();

        int IndexOf(string id, EdgeDefinition edge) => indices.TryGetValue(id, out var index)
            ? index
            : throw new InvalidFlowException($"Vertex {id} not found: an edge goes from '{edge.Source}' to '{edge.Target}'.", id);
    }

    private static ImmutableArray<OutputCall> MakeWanted(Vertex vertex)
    {
        var named = vertex.Outgoing.Concat(vertex.Incoming).Select(edge => edge.SourceOutput).ToHashSet();
        var wanted = vertex.Definition.Outputs.Where(output => vertex.Outgoing.IsEmpty || named.Contains(output.Name));
        return [.. wanted.Select(output => new OutputCall(output.Name, output.Method))];
    }

    private static Neighbours MakeNeighbours(ImmutableArray<Vertex> vertices, Vertex vertex)
    {
        var producer = vertex.Incoming.IsEmpty ? null : vertices[vertex.Incoming[0].Source];
        return new Neighbours(
            vertex.Predecessors.Concat(vertex.Successors).Any(index => IsOf(vertices[index], "ChatInput")),
            vertex.Successors.Any(index => IsOf(vertices[index], "ChatOutput")),
            vertex.IsInput || vertex.IsOutput,
            producer is null ? null : Neighbours.SourceOf(producer, producer.Parameters));
    }

    private static bool IsOf(Vertex vertex, string type) =>
        vertex.Definition.Type == type || vertex.Id.StartsWith(type, StringComparison.Ordinal);

    private static ImmutableArray<Parameter> MakeParameters(Vertex vertex)
    {
        var definition = vertex.Definition;
        var byField = vertex.Incoming.IsEmpty ? null : vertex.Incoming.ToLookup(edge => edge.TargetField);
        var parameters = ImmutableArray.CreateBuilder<Parameter>(definition.Fields.Length);
        var fields = new HashSet<string>();
        foreach (var field in definition.Fields)
        {
            fields.Add(field.Name);
            var parameter = byField?.Contains(field.Name) == true
                ? FromEdges(vertex, field.Name, field, byField[field.Name])
                : FieldConversion.ToParameter(field, definition.DisplayName);
            if (parameter is not null)
            {
                parameters.Add(parameter);
            }
        }

        foreach (var edges in byField ?? Enumerable.Empty<IGrouping<string, Edge>>())
        {
            if (!fields.Contains(edges.Key) && FromEdges(vertex, edges.Key, null, edges) is { } parameter)
            {
                parameters.Add(parameter);
            }
        }

        return parameters.DrainToImmutable();
    }

    private static Parameter? FromEdges(Vertex vertex, string name, FieldDefinition? field, IEnumerable<Edge> edges)
    {
        var all = edges.ToImmutableArray();

        // What a vertex would give itself is no parameter.
        return all.Any(edge => edge.Source == vertex.Index) ? null : new Parameter
        {
            Name = name,
            Kind = ParameterKind.Edges,
            Edges = all,
            IsList = field?.IsList ?? false,
            WrapKey = field is { IsList: false, Value: ObjectValue { Count: 1 } stored } ? stored.Entries[0].Key : null,
            Value = field is null ? NullValue.Instance : OwnValue(field, vertex),
            Field = field,
        };
    }

    private static FlowValue OwnValue(FieldDefinition field, Vertex vertex) =>
        FieldConversion.ToParameter(field, vertex.Definition.DisplayName) is { Kind: ParameterKind.Value } own ? own.Value : NullValue.Instance;

    private static ImmutableArray<int> MakeLoops(ImmutableArray<Vertex> vertices)
    {
        var loops = vertices.Where(vertex => vertex.Definition.Outputs.Any(output => output.AllowsLoop)).ToArray();
        foreach (var loop in loops)
        {
            loop.Loop = MakeLoop(vertices, loop);
        }

        // What comes after an outer loop is no part of an inner one, even where the inner body leads there.
        foreach (var outer in loops.Select(loop => loop.Loop!).ToArray())
        {
            foreach (var inner in loops.Where(loop => outer.Holds(loop.Index)))
            {
                inner.Loop = inner.Loop! with { Members = [.. inner.Loop.Members.Where(outer.Holds)] };
            }
        }

        foreach (var loop in loops)
        {
            var needs = Reach.BodyAndNeeds(vertices, loop);
            loop.Loop = loop.Loop! with { LoopsBefore = [.. loops.Select(other => other.Index).Where(needs.Contains)] };
        }

        return [.. loops.Select(loop => loop.Index)];
    }

    private static LoopBody MakeLoop(ImmutableArray<Vertex> vertices, Vertex loop)
    {
        var items = loop.Definition.Outputs.Where(output => output.AllowsLoop).Select(output => output.Name).ToImmutableArray();
        var afterwards = loop.Outgoing.Where(edge => !items.Contains(edge.SourceOutput));
        var body = Reach.From(vertices, loop.Index, loop.Outgoing.Where(edge => items.Contains(edge.SourceOutput)));
        body.ExceptWith(Reach.From(vertices, loop.Index, afterwards));

        return new LoopBody(
            items,
            [.. body.Order()],
            [.. loop.Incoming.Where(edge => edge.IsFeedback).Select(edge => edge.Source).Distinct().Order()],
            LoopsBefore: []);
    }
}
