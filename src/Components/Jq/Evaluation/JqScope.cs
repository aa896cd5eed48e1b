using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Evaluation;

/// <summary>What the names of a filter stand for while it runs, innermost first. The parser has turned each name into a distance.</summary>
internal sealed class JqScope
{
    private readonly JqScope? _outer;
    private readonly object _meaning;
    private readonly int _nesting;

    private JqScope(JqScope? outer, object meaning, int nesting)
    {
        if (nesting > JqLimits.Depth)
        {
            throw new InvalidValueException($"The jq filter nests its functions more than {JqLimits.Depth:N0} levels deep.");
        }

        (_outer, _meaning, _nesting) = (outer, meaning, nesting);
    }

    /// <summary>This scope with a variable in it.</summary>
    public static JqScope With(JqScope? outer, FlowValue value) => new(outer, value, outer?._nesting ?? 0);

    /// <summary>This scope with an argument in it.</summary>
    public static JqScope With(JqScope? outer, JqClosure argument) =>
        new(outer, argument, Math.Max(outer?._nesting ?? 0, (argument.Scope?._nesting ?? 0) + 1));

    /// <summary>This scope with a label in it: how many alternatives were open there.</summary>
    public static JqScope With(JqScope? outer, int label) => new(outer, label, outer?._nesting ?? 0);

    /// <summary>The scope that many names further out.</summary>
    public static JqScope? Out(JqScope? scope, int distance)
    {
        for (; distance > 0; distance--)
        {
            scope = scope!._outer;
        }

        return scope;
    }

    public static FlowValue Variable(JqScope? scope, int distance) => (FlowValue)Out(scope, distance)!._meaning;

    public static JqClosure Argument(JqScope? scope, int distance) => (JqClosure)Out(scope, distance)!._meaning;

    public static int Label(JqScope? scope, int distance) => (int)Out(scope, distance)!._meaning;
}
