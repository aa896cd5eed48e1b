using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Evaluation;

/// <summary>A place inside of a value: the keys that lead to it, innermost first.</summary>
internal sealed class JqTrail(JqTrail? parent, FlowValue? key, FlowValue value)
{
    private readonly int _length = parent is null ? 0 : parent._length + 1;

    /// <summary>The value at this place.</summary>
    public FlowValue Value => value;

    private FlowValue Key => key!;

    private JqTrail? Parent => parent;

    /// <summary>The start of every path.</summary>
    public static JqTrail Root(FlowValue value) => new(null, null, value);

    /// <summary>The keys from the outermost.</summary>
    public FlowValue[] ToPath(JqRun run)
    {
        run.SpendItems(_length);
        var path = new FlowValue[_length];
        for (var (at, index) = (this, _length - 1); index >= 0; at = at.Parent!, index--)
        {
            path[index] = at.Key;
        }

        return path;
    }
}
