using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Paths;

/// <content>Removing parts. What is removed leaves a hole until the end, so that no index moves.</content>
internal sealed partial class JqDraft
{
    /// <summary>Removes what is at the end of any of the paths as they are now. Gives the error, or null.</summary>
    public FlowValue? Delete(IReadOnlyList<FlowValue[]> paths)
    {
        if (paths.Count == 0)
        {
            return null;
        }

        var before = ToValue();
        _root = before;
        foreach (var path in paths)
        {
            foreach (var place in Places(before, path))
            {
                if (place.Length == 0)
                {
                    _root = NullValue.Instance;
                }
                else if (Delete(ref _root, place, 0) is { } failure)
                {
                    return failure;
                }
            }
        }

        return null;
    }

    // The places that a path means: indices counted from the start of the list, an index for each item of a range.
    private IEnumerable<FlowValue[]> Places(FlowValue value, FlowValue[] path)
    {
        run.Spend(path.Length + 1);
        var place = new List<FlowValue>(path.Length);
        (int Start, int End)? window = null;
        foreach (var key in path)
        {
            if (value is ListValue list && key is ObjectValue range && JqIndexing.Bounds(range, Size(list, window)) is { } bounds)
            {
                var start = window?.Start ?? 0;
                window = (start + bounds.Start, start + bounds.End);
                continue;
            }

            var step = key;
            if (value is ListValue items && JqKinds.IsNumber(key))
            {
                var at = JqIndexing.At(key, Size(items, window));
                if (at < 0 || at >= Size(items, window))
                {
                    yield break;
                }

                step = FlowValue.Of((long)at + (window?.Start ?? 0));
                window = null;
            }

            place.Add(step);
            var part = JqIndexing.Get(run, value, step);
            value = part.IsError ? NullValue.Instance : part.Value;
        }

        if (window is not { } all)
        {
            yield return [.. place];
            yield break;
        }

        run.Spend(all.End - all.Start);
        for (var index = all.Start; index < all.End; index++)
        {
            yield return [.. place, FlowValue.Of((long)index)];
        }
    }

    private static int Size(ListValue list, (int Start, int End)? window) => window is { } part ? part.End - part.Start : list.Count;

    private FlowValue? Delete(ref object at, ReadOnlySpan<FlowValue> path, int depth)
    {
        if (at is NullValue)
        {
            return null;
        }

        CheckDepth(depth);
        var key = path[0];
        switch (Thaw(ref at, key), key)
        {
            case (JqDraftObject fields, TextValue { Value: var name }):
                if (path.Length == 1)
                {
                    fields.Remove(name);
                    return null;
                }

                if (fields.Find(name) is not { } field)
                {
                    return null;
                }

                var failure = Delete(ref field, path[1..], depth + 1);
                fields.Set(name, field);
                return failure;
            case (List<object?> items, IntegerValue or NumberValue):
                return DeleteItem(items, JqIndexing.At(key, items.Count), path[1..], depth);
            case var (container, _) when path.Length == 1:
                return FlowValue.Of(container switch
                {
                    List<object?> => $"Cannot delete {JqKinds.Name(key)} element of array",
                    JqDraftObject => $"Cannot delete {JqKinds.Name(key)} field of object",
                    _ => $"Cannot delete fields from {JqKinds.Name((FlowValue)container)}",
                });
            default:
                return JqErrors.CannotIndex(Freeze(at), key).Value;
        }
    }

    private FlowValue? DeleteItem(List<object?> items, int place, ReadOnlySpan<FlowValue> rest, int depth)
    {
        if (place < 0 || place >= items.Count || items[place] is not { } item)
        {
            return null;
        }

        if (rest.IsEmpty)
        {
            items[place] = null;
            return null;
        }

        var failure = Delete(ref item, rest, depth + 1);
        items[place] = item;
        return failure;
    }
}
