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
    private readonly Dictionary<string, GroupDefinition> _inner;

    public GroupOpening(
        VertexDefinition group,
        List<VertexDefinition> children,
        List<EdgeDefinition> edges,
        IEnumerable<GroupDefinition> innerGroups)
    {
        _group = group;
        _children = children;
        _inner = innerGroups.ToDictionary(inner => inner.Id);
        var givers = edges.Select(edge => edge.Source).ToHashSet();
        Definition = new GroupDefinition(
            group.Id,
            group.DisplayName,
            group.Fields
                .Where(field => field.Proxy is not null)
                .Select(field => (field.Name, Target: Resolve(field.Proxy!)))
                .Where(field => field.Target is not null)
                .ToImmutableDictionary(field => field.Name, field => field.Target!),
            [.. children.Select(child => child.Id)],
            children.Find(child => !givers.Contains(child.Id))?.Id);
    }

    public GroupDefinition Definition { get; }

    /// <summary>The children with the group's values.</summary>
    public IEnumerable<VertexDefinition> Vertices()
    {
        var values = _group.Fields
            .Where(field => Definition.Fields.ContainsKey(field.Name))
            .ToLookup(field => Definition.Fields[field.Name].VertexId);

        return _children.Select(child => child with
        {
            Fields = [.. child.Fields.Select(field => Take(field, values[child.Id]))],
            Frozen = _group.Frozen,
            ParentId = child.ParentId ?? _group.Id,
            TopLevelId = _group.Id,
        });
    }

    /// <summary>An edge to or from the group as one to or from the child that is meant; other edges unchanged.</summary>
    public EdgeDefinition Redirect(EdgeDefinition edge)
    {
        if (edge.Target == _group.Id)
        {
            var proxy = edge.Proxy ?? _group.FindField(edge.TargetField)?.Proxy;
            var target = (proxy is null ? null : Resolve(proxy)) ?? throw new InvalidFlowException(
                $"The edge from '{edge.Source}' ends on '{edge.TargetField}' of the group '{_group.DisplayName}' ({_group.Id}), which stands for no field inside of it.",
                _group.Id);
            edge = edge with { Target = target.VertexId, TargetField = target.Name, Proxy = null };
        }

        return edge.Source == _group.Id ? RedirectSource(edge) : edge;
    }

    private EdgeDefinition RedirectSource(EdgeDefinition edge)
    {
        if (_group.FindOutput(edge.SourceOutput)?.Proxy is { } proxy && _children.Exists(child => child.Id == proxy.VertexId))
        {
            return edge with { Source = proxy.VertexId, SourceOutput = proxy.Name, FromGroup = false };
        }

        // Names of a group's outputs are the child's id, an underscore, and the child's output.
        var named = _children.Find(child => edge.SourceOutput.StartsWith(child.Id + "_", StringComparison.Ordinal));
        var source = named?.Id ?? Definition.LastChild ?? throw new InvalidFlowException(
            $"The group '{_group.DisplayName}' ({_group.Id}) has no node inside that could give '{edge.SourceOutput}'.", _group.Id);
        var output = named is not null ? edge.SourceOutput[(named.Id.Length + 1)..]
            : edge.SourceOutput.IndexOf('_') is var underscore and >= 0 ? edge.SourceOutput[(underscore + 1)..]
            : edge.SourceOutput;

        return edge with { Source = source, SourceOutput = output, FromGroup = false };
    }

    // A proxy may name a group inside of this one, whose field is a proxy in turn.
    private Proxy? Resolve(Proxy proxy) => _inner.TryGetValue(proxy.VertexId, out var inner)
        ? inner.Fields.GetValueOrDefault(proxy.Name)
        : _children.Exists(child => child.Id == proxy.VertexId) ? proxy : null;

    private FieldDefinition Take(FieldDefinition field, IEnumerable<FieldDefinition> values) =>
        values.FirstOrDefault(value => Definition.Fields[value.Name].Name == field.Name) is { } value
            ? value with { Name = field.Name, Show = field.Show, DisplayName = field.DisplayName, Proxy = null }
            : field;
}
