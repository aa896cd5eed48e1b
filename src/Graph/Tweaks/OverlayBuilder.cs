using System.Collections.Immutable;
using System.Runtime.InteropServices;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Parameters;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Tweaks;

/// <summary>Collects changed parameters, copying only what changes.</summary>
internal sealed class OverlayBuilder(FlowGraph graph)
{
    // What a tweak made of a field, for a second tweak of the same field.
    private Dictionary<(int Vertex, string Field), FieldDefinition>? _fields;

    public ImmutableArray<Parameter>[]? Changed { get; private set; }

    /// <summary>Tweaks a field of all vertices and groups that have it.</summary>
    public void TweakAll(string name, FlowValue value)
    {
        foreach (var index in graph.WithField(name))
        {
            Tweak(graph.Vertices[index], name, value);
        }

        foreach (var group in graph.Definition.Groups)
        {
            Tweak(group, name, value);
        }
    }

    /// <summary>Tweaks the field inside of a group that one of its own stands for.</summary>
    public void Tweak(GroupDefinition group, string name, FlowValue value)
    {
        if (group.Fields.GetValueOrDefault(name) is { } proxy && graph.Find(proxy.VertexId) is { } child)
        {
            Tweak(child, proxy.Name, value);
        }
    }

    /// <summary>Tweaks a field as the file would have had it (semantics section 2.3). What the vertex has not is ignored.</summary>
    public void Tweak(Vertex vertex, string name, FlowValue value)
    {
        if (vertex.Definition.FindField(name) is not { } original || HasEdges(vertex, name))
        {
            return;
        }

        var field = TweakedField.Apply(_fields?.GetValueOrDefault((vertex.Index, name)) ?? original, value);
        (_fields ??= [])[(vertex.Index, name)] = field;
        Replace(vertex, name, FieldConversion.ToParameter(field, vertex.Definition.DisplayName));
    }

    /// <summary>Gives a parameter a value as it is, unless edges give it. What was the name of a variable no longer is.</summary>
    public void Set(Vertex vertex, string name, FlowValue value)
    {
        var current = Find(vertex, name);
        if (!HasEdges(vertex, name))
        {
            Replace(vertex, name, new Parameter
            {
                Name = name,
                Kind = ParameterKind.Value,
                Value = value,
                Field = current?.Field ?? vertex.Definition.FindField(name),
            });
        }
    }

    /// <summary>The parameter as it is by now.</summary>
    public Parameter? Find(Vertex vertex, string name)
    {
        foreach (var parameter in Current(vertex))
        {
            if (parameter.Name == name)
            {
                return parameter;
            }
        }

        return null;
    }

    // Not by the parameter: what a vertex would give itself is none.
    private static bool HasEdges(Vertex vertex, string name)
    {
        foreach (var edge in vertex.Incoming)
        {
            if (edge.TargetField == name)
            {
                return true;
            }
        }

        return false;
    }

    private ImmutableArray<Parameter> Current(Vertex vertex) =>
        Changed?[vertex.Index] is { IsDefault: false } changed ? changed : vertex.Parameters;

    private void Replace(Vertex vertex, string name, Parameter? parameter)
    {
        var current = Current(vertex);
        var index = 0;
        while (index < current.Length && current[index].Name != name)
        {
            index++;
        }

        Changed ??= new ImmutableArray<Parameter>[graph.Vertices.Length];
        ref var changed = ref Changed[vertex.Index];
        if (index < current.Length && parameter is not null && !changed.IsDefault)
        {
            // This run's own copy, which nobody has seen yet.
            ImmutableCollectionsMarshal.AsArray(changed)![index] = parameter;
            return;
        }

        changed = (index < current.Length, parameter) switch
        {
            (true, null) => current.RemoveAt(index),
            (true, _) => current.SetItem(index, parameter),
            (false, null) => current,
            (false, _) => current.Add(parameter),
        };
    }
}
