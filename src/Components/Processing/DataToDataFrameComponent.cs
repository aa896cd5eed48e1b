using System.Collections.Immutable;
using SkillFlaw.Components.Binding;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Parameters;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>Makes a table with a row for each record.</summary>
[Component("DataToDataFrame",
    Category = "processing",
    DisplayName = "Data → DataFrame",
    Description = "Makes a table of records: a row for each, with its fields and its text.",
    Icon = "table",
    Legacy = true,
    Replacement = ["processing.DataOperations", "processing.TypeConverterComponent"])]
public sealed class DataToDataFrameComponent : Component
{
    /// <summary>The records.</summary>
    [Input("data_list", InputKind.Data, DisplayName = "Data or Data List", Info = "The records that become rows.", IsList = true)]
    public ImmutableArray<FlowValue> Records { get; set; } = [];

    /// <summary>The table. A column 'text' has the texts of the records, whatever their text key.</summary>
    [Output("dataframe", Method = "build_dataframe", DisplayName = "DataFrame")]
    public DataFrame Build()
    {
        var frame = DataFrame.FromRecords([.. Records.Select(ToRow)]);
        Context.Status = frame;
        return frame;
    }

    private static ObjectValue ToRow(FlowValue value)
    {
        var record = value is Data or Message
            ? value.ToData()
            : throw new ComponentException($"Expected Data objects, got {InputCoercion.PythonType(value)} instead.");
        var text = record.Fields.Find(record.TextKey) ?? FlowValue.Of(record.DefaultValue);
        return FieldConversion.IsTruthy(text) ? record.Fields.With(Data.DefaultTextKey, text) : record.Fields;
    }
}
