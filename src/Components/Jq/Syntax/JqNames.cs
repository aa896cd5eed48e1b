using SkillFlaw.Components.Jq.Bindings;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Nodes;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Syntax;

/// <summary>
/// The names that are visible at a place of a filter. Where the filter runs, each but a function has a place in its scope.
/// </summary>
internal sealed class JqNames
{
    /// <summary>No names.</summary>
    public static readonly JqNames None = new(null, "", null, 0);

    private readonly JqNames? _outer;
    private readonly string _name;
    private readonly JqDefinition? _definition;
    private readonly int _depth;
    private readonly int _count;

    private JqNames(JqNames? outer, string name, JqDefinition? definition, int depth)
    {
        (_outer, _name, _definition, _depth) = (outer, name, definition, depth);
        _count = outer is null ? 0 : outer._count + 1;
        if (_count > JqLimits.Names)
        {
            throw new InvalidValueException($"The jq filter has more than {JqLimits.Names} names in one place.");
        }
    }

    /// <summary>The definitions, outermost first.</summary>
    public IEnumerable<JqDefinition> Definitions
    {
        get
        {
            var all = new List<JqDefinition>();
            for (var at = this; at is not null; at = at._outer)
            {
                if (at._definition is not null)
                {
                    all.Insert(0, at._definition);
                }
            }

            return all;
        }
    }

    public JqNames WithVariable(string name) => new(this, $"${name}", null, _depth + 1);

    public JqNames WithParameter(string name) => new(this, name, null, _depth + 1);

    public JqNames WithLabel(string name) => new(this, $"*{name}", null, _depth + 1);

    public JqNames WithFunction(JqDefinition definition) => new(this, definition.Name, definition, _depth);

    /// <summary>How far out a variable is.</summary>
    public int? FindVariable(string name) => Find($"${name}") is { } found ? _depth - found._depth : null;

    /// <summary>How far out a label is.</summary>
    public int? FindLabel(string name) => Find($"*{name}") is { } found ? _depth - found._depth : null;

    /// <summary>A call of a function or a parameter.</summary>
    public JqNode? FindCall(string name, JqNode[] arguments)
    {
        for (var at = this; at is not null; at = at._outer)
        {
            if (at._name != name)
            {
                continue;
            }

            if (at._definition is { } definition && definition.Parameters.Length == arguments.Length)
            {
                return new CallNode(definition, _depth - at._depth, arguments);
            }

            if (at._definition is null && arguments.Length == 0)
            {
                return new ArgumentNode(_depth - at._depth);
            }
        }

        return null;
    }

    private JqNames? Find(string name)
    {
        for (var at = this; at is not null; at = at._outer)
        {
            if (at._name == name)
            {
                return at;
            }
        }

        return null;
    }
}
