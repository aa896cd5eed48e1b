using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Paths;

/// <summary>Changes at the ends of paths.</summary>
internal static class PathFunctions
{
    public static JqResult Set(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (arguments[0] is not ListValue path)
        {
            return JqResult.Error("Path must be specified as an array");
        }

        var draft = new JqDraft(run, value);
        return draft.Set(path.Items.AsSpan(), arguments[1]) is { } failure ? new JqResult(failure, true) : draft.ToValue();
    }

    public static JqResult Delete(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        if (arguments[0] is not ListValue list)
        {
            return JqResult.Error("Paths must be specified as an array");
        }

        run.SpendItems(list.Count);
        var paths = new List<FlowValue[]>();
        foreach (var path in list.Items)
        {
            if (path is not ListValue keys)
            {
                return JqResult.Error($"Path must be specified as array, not {JqKinds.Name(path)}");
            }

            paths.Add([.. keys.Items]);
        }

        var draft = new JqDraft(run, value);
        return draft.Delete(paths) is { } failure ? new JqResult(failure, true) : draft.ToValue();
    }
}
