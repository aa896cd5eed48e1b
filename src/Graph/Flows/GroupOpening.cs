using System.Collections.Immutable;

namespace SkillFlaw.Graph.Flows;

/// <summary>
/// Opens one group (flow-format section 6): its children take the values that were set on the group, and its edges go to and from them.
/// The proxies say who is meant; the ids in the names of fields and outputs may be stale.
/// </summary>
internal sealed class GroupOpening
{
    private readonly VertexDefinition _group;
    private readonly List<VertexDefinition> _children;
    private readonly HashSet<string> _childIds;
    private readonly Dictionary<string, GroupDefinition> _inner;

    public GroupOpening(
        VertexDefinition group,
        List<VertexDefinition> children,
        List<EdgeDefinition> edges,
        IEnumerable<GroupDefinition> innerGroups)
    {
        _group = group;
        _children = children;
        _childIds = [.. children.Select(child => child.Id)];
        _inner = innerGroups.ToDictionary(inner => inner.Id);
        var givers = edges.Select(edge => edge.Source).ToHashSet();
        Definition = new GroupDefinition(
            group.Id,
            group.DisplayName,
            Resolve(group.Fields.Select(field => (field.Name, field.Proxy)), inner => inner.Fields),
            Resolve(group.Outputs.Select(output => (output.Name, output.Proxy)), inner => inner.Outputs),
            [.. children.Select(child => child.Id)],
            children.Find(child => !givers.Contains(child.Id))?.Id);
    }

    public GroupDefinition Definition { get; }

    /// <summary>The children with the group's values.</summary>
    public IEnumerable<VertexDefinition> Vertices()
    {
        var values = new Dictionary<Proxy, FieldDefinition>();
        foreach (var field in _group.Fields)
        {
            if (Definition.Fields.TryGetValue(field.Name, out var target))
            {
                values.TryAdd(target, field);
            }
        }

        return _children.Select(child => child with
        {
            Fields = [.. child.Fields.Select(field => values.TryGetValue(new Proxy(child.Id, field.Name), out var value) ? Take(field, value) : field)],
            Frozen = _group.Frozen,
            ParentId = child.ParentId ?? _group.Id,
            TopLevelId = _group.Id,
        });
    }

    /// <summary>An edge to the group as one to the child that is meant.</summary>
    public EdgeDefinition RedirectTarget(EdgeDefinition edge)
    {
        var target = Resolve(edge.Proxy, inner => inner.Fields) ?? Definition.Fields.GetValueOrDefault(edge.TargetField)
            ?? throw new InvalidFlowException(
                $"The edge from '{edge.Source}' ends on '{edge.TargetField}' of the group '{_group.DisplayName}' ({_group.Id}), which stands for no field inside of it.",
                _group.Id);
        return edge with { Target = target.VertexId, TargetField = target.Name, Proxy = null };
    }

    /// <summary>An edge from the group as one from the child that is meant.</summary>
    public EdgeDefinition RedirectSource(EdgeDefinition edge)
    {
        var source = Definition.Outputs.GetValueOrDefault(edge.SourceOutput) ?? ByName(edge.SourceOutput) ?? LastChild(edge.SourceOutput)
            ?? throw new InvalidFlowException(
                $"The group '{_group.DisplayName}' ({_group.Id}) has no node inside that could give '{edge.SourceOutput}'.", _group.Id);
        return edge with { Source = source.VertexId, SourceOutput = source.Name };
    }

    // Names of a group's outputs are the child's id, an underscore, and the child's output.
    private Proxy? ByName(string output)
    {
        for (var at = output.IndexOf('_'); at >= 0; at = output.IndexOf('_', at + 1))
        {
            if (_childIds.Contains(output[..at]))
            {
                return new Proxy(output[..at], output[(at + 1)..]);
            }
        }

        return null;
    }

    private Proxy? LastChild(string output) =>
        Definition.LastChild is { } child ? new Proxy(child, output[(output.IndexOf('_') + 1)..]) : null;

    private ImmutableDictionary<string, Proxy> Resolve(
        IEnumerable<(string Name, Proxy? Proxy)> ends, Func<GroupDefinition, ImmutableDictionary<string, Proxy>> endsOf) => ends
            .DistinctBy(end => end.Name)
            .Select(end => (end.Name, Target: Resolve(end.Proxy, endsOf)))
            .Where(end => end.Target is not null)
            .ToImmutableDictionary(end => end.Name, end => end.Target!);

    // A proxy may name a group inside of this one, whose field or output is a proxy in turn.
    private Proxy? Resolve(Proxy? proxy, Func<GroupDefinition, ImmutableDictionary<string, Proxy>> endsOf) => proxy switch
    {
        null => null,
        _ when _inner.TryGetValue(proxy.VertexId, out var inner) => endsOf(inner).GetValueOrDefault(proxy.Name),
        _ => _childIds.Contains(proxy.VertexId) ? proxy : null,
    };

    // What the child shows of itself stays the child's.
    private static FieldDefinition Take(FieldDefinition field, FieldDefinition value) =>
        value with { Name = field.Name, Show = field.Show, DisplayName = field.DisplayName, Proxy = null };
}
