using System.Collections.Immutable;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Paths;

/// <summary>
/// A value while its parts are being replaced. What is touched is thawed once, so that changing every item of a list does not copy the list
/// for every item.
/// </summary>
internal sealed partial class JqDraft(JqRun run, FlowValue value)
{
    private const string NoSlice = "Array/string slice indices must be integers";

    // A FlowValue, or what one has been thawed into: a JqDraftObject, a list in which a removed item is null.
    private object _root = value;

    /// <summary>The value with all changes so far.</summary>
    public FlowValue ToValue() => Freeze(_root);

    /// <summary>The value at the end of a path as it is now.</summary>
    public JqResult Get(ReadOnlySpan<FlowValue> path)
    {
        run.Spend(path.Length);
        var at = _root;
        for (var index = 0; index < path.Length; index++)
        {
            switch (at)
            {
                case FlowValue frozen:
                    return JqIndexing.Get(run, frozen, path[index..]);
                case JqDraftObject fields when path[index] is TextValue name:
                    at = fields.Find(name.Value) ?? NullValue.Instance;
                    break;
                case List<object?> items when JqKinds.IsNumber(path[index]):
                    at = Item(items, JqIndexing.At(path[index], items.Count));
                    break;
                default:
                    return JqIndexing.Get(run, Freeze(at), path[index..]);
            }
        }

        return Freeze(at);
    }

    /// <summary>Replaces the value at the end of a path. Gives the error, or null.</summary>
    public FlowValue? Set(ReadOnlySpan<FlowValue> path, FlowValue value)
    {
        run.Spend(path.Length);
        return Set(ref _root, path, value, 0);
    }

    private FlowValue? Set(ref object at, ReadOnlySpan<FlowValue> path, FlowValue value, int depth)
    {
        if (path.IsEmpty)
        {
            at = value;
            return null;
        }

        CheckDepth(depth);
        var key = path[0];
        switch (Thaw(ref at, key), key)
        {
            case (JqDraftObject fields, TextValue { Value: var name }):
                var field = fields.Find(name) ?? NullValue.Instance;
                var failure = Set(ref field, path[1..], value, depth + 1);
                if (failure is null)
                {
                    fields.Set(name, field);
                }

                return failure;
            case (List<object?> items, IntegerValue or NumberValue):
                return SetItem(items, key, path[1..], value, depth);
            case (List<object?> items, ObjectValue range):
                return SetSlice(items, range, path[1..], value, depth);
            case (List<object?>, ListValue):
                return FlowValue.Of("Cannot update field at array index of array");
            case (TextValue, ObjectValue):
                return FlowValue.Of("Cannot update string slices");
            default:
                return JqErrors.CannotIndex(Freeze(at), key).Value;
        }
    }

    private FlowValue? SetItem(List<object?> items, FlowValue key, ReadOnlySpan<FlowValue> rest, FlowValue value, int depth)
    {
        if (JqNumbers.IsNaN(key))
        {
            return FlowValue.Of("Cannot set array element at NaN index");
        }

        var place = JqIndexing.At(key, items.Count);
        if (place < 0)
        {
            return FlowValue.Of("Out of bounds negative array index");
        }

        run.SpendItems(Math.Max(0, place - items.Count));
        var item = Item(items, place);
        if (Set(ref item, rest, value, depth + 1) is { } failure)
        {
            return failure;
        }

        while (items.Count <= place)
        {
            items.Add(NullValue.Instance);
        }

        items[place] = item;
        return null;
    }

    private FlowValue? SetSlice(List<object?> items, ObjectValue range, ReadOnlySpan<FlowValue> rest, FlowValue value, int depth)
    {
        if (JqIndexing.Bounds(range, items.Count) is not { } bounds)
        {
            return FlowValue.Of(NoSlice);
        }

        run.SpendItems(items.Count);
        object slice = items.GetRange(bounds.Start, bounds.End - bounds.Start);
        if (Set(ref slice, rest, value, depth + 1) is { } failure)
        {
            return failure;
        }

        if (Freeze(slice) is not ListValue replacement)
        {
            return FlowValue.Of("A slice of an array can only be assigned another array");
        }

        run.SpendItems((long)items.Count + replacement.Count);
        items.RemoveRange(bounds.Start, bounds.End - bounds.Start);
        items.InsertRange(bounds.Start, replacement.Items);
        return null;
    }

    // Null becomes what the key asks for.
    private object Thaw(ref object at, FlowValue key)
    {
        switch (at)
        {
            case ListValue list:
                run.SpendItems(list.Count);
                at = new List<object?>(list.Items);
                break;
            case ObjectValue fields:
                at = new JqDraftObject(fields);
                break;
            case NullValue when key is TextValue:
                at = new JqDraftObject(ObjectValue.Empty);
                break;
            case NullValue when JqKinds.IsNumber(key) || key is ObjectValue:
                at = new List<object?>();
                break;
        }

        return at;
    }

    private FlowValue Freeze(object at)
    {
        run.Spend(1);
        switch (at)
        {
            case List<object?> items:
                run.SpendItems(items.Count);
                var list = ImmutableArray.CreateBuilder<FlowValue>(items.Count);
                foreach (var item in items)
                {
                    if (item is not null)
                    {
                        list.Add(item as FlowValue ?? Freeze(item));
                    }
                }

                return new ListValue(list.DrainToImmutable());
            case JqDraftObject fields:
                return fields.ToValue(run, Freeze);
            default:
                return (FlowValue)at;
        }
    }

    private static object Item(List<object?> items, int place) =>
        place >= 0 && place < items.Count ? items[place] ?? NullValue.Instance : NullValue.Instance;

    // A path may be longer than a value may be deep: it must fail before the stack does.
    private static void CheckDepth(int depth)
    {
        if (depth >= FlowValue.MaxDepth)
        {
            throw new InvalidValueException($"A value may nest at most {FlowValue.MaxDepth} levels deep.");
        }
    }
}
