using System.Numerics;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FlowControls;

/// <summary>
/// Gives out one item at a time and gathers what its body makes of them (flow-format section 13.5). For n items it runs n + 1 times; in
/// between it remembers the items, how many it has given out, and what has come back.
/// </summary>
[Component("LoopComponent",
    Aliases = ["Loop"],
    Category = "flow_controls",
    DisplayName = "Loop",
    Description = "Takes the rows of a table one by one through a part of the flow, and gathers the results.",
    Icon = "infinity")]
public sealed class LoopComponent : Component
{
    /// <summary>How many items a loop may go through, and gather. Every pass copies the list of references to what it has gathered.</summary>
    public const int MaxItems = 10_000;

    private const string Items = "items";
    private const string Index = "index";
    private const string Aggregate = "aggregated";
    private Data _item = Blank;
    private DataFrame _done = DataFrame.Empty;
    private bool _isDecided;

    /// <summary>What to go through.</summary>
    [Input("data", InputKind.Handle, DisplayName = "Inputs", Info = "The table whose rows are gone through.", Types = ["DataFrame"])]
    public FlowValue Rows { get; set; } = NullValue.Instance;

    /// <summary>What the body gave for the item before; null when there is none.</summary>
    [Input("item", InputKind.Handle, Older = true)]
    public FlowValue Feedback { get; set; } = NullValue.Instance;

    /// <summary>The next item.</summary>
    [Output("item", Method = "item_output", DisplayName = "Item", AllowsLoop = true, LoopTypes = ["Message"], GroupOutputs = true)]
    public Data NextItem()
    {
        Decide();
        return _item;
    }

    /// <summary>What the body gave, a row for each item, after the last one.</summary>
    [Output("done", Method = "done_output", DisplayName = "Done", GroupOutputs = true)]
    public DataFrame Finish()
    {
        Decide();
        return _done;
    }

    private static Data Blank => new(FlowValue.Of((Data.DefaultTextKey, TextValue.Empty)));

    // Once per execution, whichever outputs are asked for.
    private void Decide()
    {
        if (_isDecided)
        {
            return;
        }

        _isDecided = true;
        if (!Context.Call.Outputs.Any(output => output.Name == "item"))
        {
            // Nobody takes the items, so they never come to an end.
            Context.Stop("done");
            return;
        }

        var (items, index, aggregate) = Recall();
        if (index < items.Count)
        {
            _item = (Data)items[index];
            Context.State = FlowValue.Of((Items, items), (Index, FlowValue.Of((long)index + 1)), (Aggregate, aggregate));
            Context.Stop("done");
            return;
        }

        _done = DataFrame.FromRecords(aggregate.Cast<Data>().Select(data => data.Fields));
        Context.State = null;
        Context.Stop("item");
        Context.Start("done");
    }

    private (ListValue Items, int Index, ListValue Aggregate) Recall() =>
        Context.State is ObjectValue state
            && state.Find(Items) is ListValue items
            && state.Find(Index) is IntegerValue { Value: var index } && index >= BigInteger.Zero && index <= items.Count
            && state.Find(Aggregate) is ListValue aggregate
            ? (items, (int)index, Append(aggregate))
            : (ReadItems(), 0, ListValue.Empty);

    private ListValue ReadItems()
    {
        switch (Rows)
        {
            case DataFrame frame:
                CheckCount(frame.Rows.Length, "items");
                return FlowValue.Of(frame.ToDataList());
            case Data or Message:
                return FlowValue.Of([ToItem(Rows)]);
            case ListValue list when list.All(item => item is Data or Message):
                CheckCount(list.Count, "items");
                return FlowValue.Of(list.Select(ToItem));
            default:
                throw new ComponentException(
                    "The 'data' input must be a DataFrame, a list of Data/Message objects, or a single Data/Message object.");
        }
    }

    private ListValue Append(ListValue aggregate)
    {
        // A plain text is what stands in the field, and came from no body.
        if (Feedback is NullValue or TextValue)
        {
            return aggregate;
        }

        IReadOnlyList<FlowValue> rows = Feedback is Message ? [ToItem(Feedback)] : Feedback.ToDataList();
        CheckCount(aggregate.Count + rows.Count, "results");
        return new ListValue(aggregate.Items.AddRange(rows));
    }

    // Of a message only the text counts.
    private static FlowValue ToItem(FlowValue value) => value is Message message
        ? new Data(FlowValue.Of((Data.DefaultTextKey, FlowValue.Of(message.Text))))
        : value;

    private static void CheckCount(int count, string what)
    {
        if (count > MaxItems)
        {
            throw new ComponentException($"A loop may have at most {MaxItems} {what}, and this one has {count}. Split the table.");
        }
    }
}
