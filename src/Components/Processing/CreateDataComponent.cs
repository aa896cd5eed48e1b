using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>Makes a record of fields that the user adds to the node.</summary>
[Component("CreateData",
    Category = "processing",
    DisplayName = "Create Data",
    Description = "Makes a record of as many fields as you like, up to fifteen.",
    Icon = "ListFilter",
    Legacy = true,
    Replacement = ["processing.DataOperations"])]
public sealed class CreateDataComponent : Component
{
    /// <summary>How many fields the node has. The editor adds one input for each.</summary>
    [Input("number_of_fields", InputKind.Integer, DisplayName = "Number of Fields",
        Info = "How many fields the record gets.", RealTimeRefresh = true)]
    public long NumberOfFields { get; set; } = 1;

    /// <summary>The field that counts as the text.</summary>
    [Input("text_key", InputKind.Text, DisplayName = "Text Key",
        Info = "The field whose value is the text of the record.", Advanced = true)]
    public string TextKey { get; set; } = "";

    /// <summary>Whether that field must be there.</summary>
    [Input("text_key_validator", InputKind.Bool, DisplayName = "Text Key Validator",
        Info = "Whether the record must have the field that Text Key names.",
        Advanced = true)]
    public bool TextKeyValidator { get; set; }

    /// <summary>The record.</summary>
    [Output("data", Method = "build_data", DisplayName = "Data")]
    public Data Build()
    {
        AddedFields.CheckNumber(NumberOfFields, "Please adjust the number of fields to be within the allowed limit.");
        var fields = new ObjectBuilder();
        foreach (var value in Context.Extra.Values)
        {
            if (value is ObjectValue added)
            {
                AddedFields.AddTo(fields, added);
            }
        }

        var record = new Data(fields.ToValue()) { TextKey = TextKey };
        Context.Status = record;
        return TextKeyValidator && TextKey.Length > 0 && !record.Fields.ContainsKey(TextKey)
            ? throw new ComponentException(
                $"Text Key: '{TextKey}' not found in the Data keys: '{string.Join(", ", record.Fields.Keys)}'")
            : record;
    }
}
