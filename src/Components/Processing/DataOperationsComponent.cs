using System.Collections.Immutable;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>Does one of several things with a record.</summary>
[Component("DataOperations",
    Category = "processing",
    DisplayName = "Data Operations",
    Description = "Selects, changes, filters, combines or queries the fields of a record.",
    Icon = "file-json")]
public sealed class DataOperationsComponent : Component
{
    private const string SelectKeys = "Select Keys", LiteralEval = "Literal Eval", Combine = "Combine", FilterValuesOf = "Filter Values",
        AppendOrUpdate = "Append or Update", RemoveKeys = "Remove Keys", RenameKeys = "Rename Keys", PathSelection = "Path Selection",
        JqExpression = "JQ Expression";

    /// <summary>The record, or for Combine the records.</summary>
    [Input("data", InputKind.Data, DisplayName = "Data",
        Info = "The record to work on. Only Combine takes more than one.", IsList = true, Required = true)]
    public ImmutableArray<FlowValue> Records { get; set; } = [];

    /// <summary>What to do; nothing is done unless it is exactly one thing.</summary>
    [Input("operations", InputKind.SortableList, DisplayName = "Operations", Info = "What to do with the record.", RealTimeRefresh = true,
        Options = [SelectKeys, LiteralEval, Combine, FilterValuesOf, AppendOrUpdate, RemoveKeys, RenameKeys, PathSelection, JqExpression])]
    public ImmutableArray<string> Operations { get; set; } = [];

    /// <summary>The fields to keep.</summary>
    [Input("select_keys_input", InputKind.Text, DisplayName = "Select Keys", Info = "The fields to keep; only those of the record itself.",
        IsList = true, Hidden = true)]
    public ImmutableArray<string> KeysToSelect { get; set; } = [];

    /// <summary>The fields whose lists are filtered.</summary>
    [Input("filter_key", InputKind.Text, DisplayName = "Filter Key", Info = "The fields of the record whose lists are filtered.",
        IsList = true, Hidden = true)]
    public ImmutableArray<string> FilterKeys { get; set; } = [];

    /// <summary>How to compare.</summary>
    [Input("operator", InputKind.Dropdown, DisplayName = "Comparison Operator", Info = "How a field of an item is compared.",
        Options = ["equals", "not equals", "contains", "starts with", "ends with"], Hidden = true)]
    public string Operator { get; set; } = "equals";

    /// <summary>What to compare with, by the field of an item.</summary>
    [Input("filter_values", InputKind.Dict, DisplayName = "Filter Values", Info = "The fields of an item, and what they are compared with.",
        IsList = true, Hidden = true)]
    public ObjectValue FilterValues { get; set; } = ObjectValue.Empty;

    /// <summary>The fields to add or to change.</summary>
    [Input("append_update_data", InputKind.Dict, DisplayName = "Append or Update",
        Info = "The fields to add to the record, or to change in it.",
        IsList = true, Hidden = true)]
    public ObjectValue AppendUpdateData { get; set; } = FlowValue.Of(("key", FlowValue.Of("value")));

    /// <summary>The fields to remove.</summary>
    [Input("remove_keys_input", InputKind.Text, DisplayName = "Remove Keys", Info = "The fields to remove, however deep they are.",
        IsList = true, Hidden = true)]
    public ImmutableArray<string> KeysToRemove { get; set; } = [];

    /// <summary>The fields to rename, with their new names.</summary>
    [Input("rename_keys_input", InputKind.Dict, DisplayName = "Rename Keys",
        Info = "The fields to rename, however deep they are, and their new names.",
        IsList = true, Hidden = true)]
    public ObjectValue KeysToRename { get; set; } = FlowValue.Of(("old_key", FlowValue.Of("new_key")));

    /// <summary>An example from which the editor lists the paths.</summary>
    [Input("mapped_json_display", InputKind.Multiline, DisplayName = "JSON to Map",
        Info = "An example of the record, to choose a path from.",
        Hidden = true, RealTimeRefresh = true)]
    public string MappedJsonDisplay { get; set; } = "";

    /// <summary>The path to take.</summary>
    [Input("selected_key", InputKind.Dropdown, DisplayName = "Select Path",
        Info = "The path in the record whose value is taken.", Hidden = true)]
    public string SelectedKey { get; set; } = "";

    /// <summary>The query to ask.</summary>
    [Input("query", InputKind.Text, DisplayName = "JQ Expression", Info = "A jq expression that is asked of the record.", Hidden = true)]
    public string Query { get; set; } = "";

    /// <summary>The record as the operation leaves it.</summary>
    [Output("data_output", Method = "as_data", DisplayName = "Data")]
    public Data Operate(CancellationToken cancellationToken) => Operations is [var operation]
        ? operation switch
        {
            SelectKeys => new Data(RecordFields.Select(Fields(operation), KeysToSelect)),
            LiteralEval => Evaluate(Record(operation)),
            Combine => CombineRecords(),
            FilterValuesOf => new Data(new ItemFilter(FilterValues, Operator).Apply(Fields(operation), FilterKeys)),
            AppendOrUpdate => new Data(ObjectValue.From(Fields(operation).Entries.Concat(AppendUpdateData.Entries))),
            RemoveKeys => new Data(RecordFields.Remove(Fields(operation), KeysToRemove)),
            RenameKeys => new Data(RecordFields.Rename(Fields(operation), KeysToRename)),
            PathSelection => SelectPath(cancellationToken),
            JqExpression => RecordQuery.Ask(Query, Fields(operation), Context.Host.Clock, cancellationToken),
            _ => Data.Empty,
        }
        : Data.Empty;

    // One record stays what it is, text key and all.
    private Data CombineRecords() => Records switch
    {
        [] => Data.Empty,
        [var only] => only.ToData(),
        _ => new Data(RecordFields.Combine(Records.Select(record => record.ToData().Fields))),
    };

    private static Data Evaluate(Data record) => record.WithFields(RecordLiterals.Evaluate(record.Fields));

    // Here an error is a result.
    private Data SelectPath(CancellationToken cancellationToken)
    {
        try
        {
            return Records.IsEmpty || SelectedKey.Length == 0
                ? throw new InvalidValueException("Missing input data or selected key.")
                : RecordQuery.First(SelectedKey, Fields(PathSelection), Context.Host.Clock, cancellationToken);
        }
        catch (InvalidValueException failure)
        {
            Context.Status = FlowValue.Of($"Error: {failure.Message}");
            Context.Log("Path Selection", Context.Status);
            return new Data(FlowValue.Of(("error", FlowValue.Of(failure.Message))));
        }
    }

    private ObjectValue Fields(string operation) => Record(operation).Fields;

    private Data Record(string operation) => Records switch
    {
        [] => throw new ComponentException($"{operation} needs a data object, and there is none at the input 'data'."),
        [var only] => only.ToData(),
        _ => throw new ComponentException($"{operation} operation is not supported for multiple data objects."),
    };
}
