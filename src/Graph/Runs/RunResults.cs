using System.Collections.Immutable;
using System.Runtime.InteropServices;
using SkillFlaw.Graph.Parameters;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Runs;

/// <summary>What the vertices of one run have given so far, and from that what the next ones are called with. Not thread safe.</summary>
public sealed class RunResults(RunOverlay overlay, RunState state, RunIdentity run)
{
    private readonly VertexResult?[] _results = new VertexResult?[overlay.Graph.Vertices.Length];

    /// <summary>What a vertex gave last, or null.</summary>
    public VertexResult? this[int vertex] => _results[vertex];

    /// <summary>Keeps what a vertex gave.</summary>
    public void Set(int vertex, VertexResult result) => _results[vertex] = result;

    /// <summary>The call of a vertex that may start now (flow-format sections 9 and 12).</summary>
    /// <exception cref="VertexFailedException">A parameter cannot be had.</exception>
    public VertexCall CallOf(Vertex vertex)
    {
        var definition = vertex.Definition;
        return new VertexCall
        {
            Run = run,
            VertexId = vertex.Id,
            Type = definition.Type,
            ClassName = definition.ClassName,
            DisplayName = definition.DisplayName,
            Description = definition.Description,
            Edited = definition.Edited,
            Outputs = vertex.Wanted,
            Parameters = ParametersOf(vertex),
            Neighbours = NeighboursOf(vertex),
            Execution = state.Runs(vertex.Index),
            State = vertex.Loop is not null && state.Pass(vertex.Index) == 0 ? null : _results[vertex.Index]?.State,
        };
    }

    /// <summary>The value of one parameter; null where it has none.</summary>
    /// <exception cref="VertexFailedException">It cannot be had.</exception>
    public CallParameter? ParameterOf(Vertex vertex, string name) =>
        overlay.Find(vertex, name) is { } parameter ? Resolve(vertex, parameter) : null;

    private ImmutableArray<CallParameter> ParametersOf(Vertex vertex)
    {
        var parameters = overlay.Parameters(vertex);
        var resolved = new CallParameter[parameters.Length];
        var count = 0;
        for (var at = 0; at < parameters.Length; at++)
        {
            // Most are what they are in every run.
            var parameter = parameters[at];
            var same = at < vertex.Calls.Length && ReferenceEquals(parameter, vertex.Parameters[at]) ? vertex.Calls[at] : null;
            if ((same ?? Resolve(vertex, parameter)) is { } value)
            {
                resolved[count++] = value;
            }
        }

        return count == resolved.Length ? ImmutableCollectionsMarshal.AsImmutableArray(resolved) : [.. resolved.AsSpan(0, count)];
    }

    private CallParameter? Resolve(Vertex vertex, Parameter parameter) => parameter.Kind switch
    {
        ParameterKind.Edges => FromEdges(vertex, parameter) is { } value
            ? new CallParameter { Name = parameter.Name, Value = value, FromEdge = true }
            : null,
        ParameterKind.Invalid => throw new VertexFailedException(
            vertex.Id, vertex.Definition.DisplayName, ((TextValue)parameter.Value).Value),
        _ => CallParameter.Of(parameter),
    };

    private FlowValue? FromEdges(Vertex vertex, Parameter parameter)
    {
        FlowValue? last = null;
        var all = parameter.IsList ? ImmutableArray.CreateBuilder<FlowValue>() : null;
        foreach (var edge in parameter.Edges)
        {
            if (ValueOf(vertex, edge, parameter) is not { } value)
            {
                continue;
            }

            last = value;
            if (all is null)
            {
                continue;
            }

            if (value is ListValue list)
            {
                all.AddRange(list.Items);
            }
            else
            {
                all.Add(value);
            }
        }

        var result = all is null ? last : FlowValue.Of(all);
        return result is not null && parameter.WrapKey is { } key ? FlowValue.Of((key, result)) : result;
    }

    // Null for what a stopped branch would have given.
    private FlowValue? ValueOf(Vertex vertex, Edge edge, Parameter parameter)
    {
        var source = overlay.Graph.Vertices[edge.Source].Definition;
        if (_results[edge.Source] is not { } result || !state.HasFinished(edge.Source))
        {
            return edge switch
            {
                { IsFeedback: true } => NullValue.Instance,
                _ when state.IsStopped(edge.Source) => null,
                { InCycle: true } => parameter.Value,
                _ => throw new VertexFailedException(
                    vertex.Id, vertex.Definition.DisplayName, $"Component {source.DisplayName} has not been built yet"),
            };
        }

        return result.Outputs.Find(edge.SourceOutput) ?? throw new VertexFailedException(
            vertex.Id, vertex.Definition.DisplayName, $"Result not found for {edge.SourceOutput} of {source.DisplayName}");
    }

    // The file's, unless the run changes what makes the messages that come here.
    private Neighbours NeighboursOf(Vertex vertex)
    {
        var producer = vertex.Incoming.IsEmpty ? null : overlay.Graph.Vertices[vertex.Incoming[0].Source];
        return producer is null || !overlay.Changes(producer)
            ? vertex.Neighbours
            : vertex.Neighbours with { Producer = Neighbours.SourceOf(producer, overlay.Parameters(producer)) };
    }
}
