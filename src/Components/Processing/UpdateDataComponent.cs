using System.Collections.Immutable;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>Adds fields to records, or gives the ones they have other values.</summary>
[Component("UpdateData",
    Category = "processing",
    DisplayName = "Update Data",
    Description = "Adds fields to records, or changes the ones that are there.",
    Icon = "FolderSync",
    Legacy = true,
    Replacement = ["processing.DataOperations"])]
public sealed class UpdateDataComponent : Component
{
    /// <summary>The records to change.</summary>
    [Input("old_data", InputKind.Data, DisplayName = "Data", Info = "The records to change.", IsList = true, Required = true)]
    public ImmutableArray<FlowValue> Records { get; set; } = [];

    /// <summary>How many fields the node has. The editor adds one input for each.</summary>
    [Input("number_of_fields", InputKind.Integer, DisplayName = "Number of Fields", Info = "How many fields are added to the records.",
        RealTimeRefresh = true)]
    public long NumberOfFields { get; set; }

    /// <summary>The field that counts as the text from now on; empty to leave that as it is.</summary>
    [Input("text_key", InputKind.Text, DisplayName = "Text Key",
        Info = "The field whose value is the text of the records.", Advanced = true)]
    public string TextKey { get; set; } = "";

    /// <summary>Shown by the editor only: a text key that is missing fails in any case, as it does in Langflow.</summary>
    [Input("text_key_validator", InputKind.Bool, DisplayName = "Text Key Validator",
        Info = "Whether the records must have the field that Text Key names.",
        Advanced = true)]
    public bool TextKeyValidator { get; set; }

    /// <summary>The changed records in their order. What is no record stays what it is.</summary>
    [Output("data", Method = "build_data", DisplayName = "Data", Types = ["Data"])]
    public ListValue Build()
    {
        AddedFields.CheckNumber(NumberOfFields, "Try using a Component to combine two Data.");
        if (Records.IsEmpty)
        {
            throw new ComponentException("old_data is not a Data object or list of Data objects.");
        }

        var added = new ObjectBuilder();
        foreach (var (name, value) in Context.Extra.Entries)
        {
            if (value is ObjectValue fields)
            {
                AddedFields.AddTo(added, fields);
            }
            else
            {
                added.Set(name, AddedFields.TextOf(value));
            }
        }

        var changes = added.ToValue();
        var changed = FlowValue.Of(Records.Select(record => record is Data or Message ? Change(record.ToData(), changes) : record));
        Context.Status = changed;
        return changed;
    }

    private Data Change(Data record, ObjectValue changes)
    {
        var fields = ObjectValue.From(record.Fields.Entries.Concat(changes.Entries));
        if (TextKey.Length > 0 && !fields.ContainsKey(TextKey))
        {
            throw new ComponentException($"Text Key: '{TextKey}' not found in the Data keys: {string.Join(", ", fields.Keys)}");
        }

        var changed = record.WithFields(fields);
        return TextKey.Length > 0 ? changed with { TextKey = TextKey } : changed;
    }
}
