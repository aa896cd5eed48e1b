using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>Makes a message, a record or a table of any of the three.</summary>
[Component("TypeConverterComponent",
    Aliases = ["Type Convert"],
    Category = "processing",
    DisplayName = "Type Convert",
    Description = "Turns a message, a record or a table into one of the other two.",
    Icon = "repeat")]
public sealed class TypeConverterComponent : Component
{
    /// <summary>What to convert. Of a list, the first item.</summary>
    [Input("input_data", InputKind.Handle, DisplayName = "Input", Info = "A message, a record or a table.", Required = true,
        Types = ["Message", "Data", "DataFrame"])]
    public FlowValue InputData { get; set; } = NullValue.Instance;

    /// <summary>Whether a text is looked into.</summary>
    [Input("auto_parse", InputKind.Bool, DisplayName = "Auto Parse", Info = "Whether JSON and CSV within a text become fields and rows.",
        Advanced = true)]
    public bool AutoParse { get; set; }

    /// <summary>What the editor shows as the output. Which one is computed is decided by the outputs that the file has.</summary>
    [Input("output_type", InputKind.Tab, DisplayName = "Output Type", Info = "What the input becomes.",
        Options = ["Message", "Data", "DataFrame"], RealTimeRefresh = true)]
    public string OutputType { get; set; } = "Message";

    /// <summary>The input as a message.</summary>
    [Output("message_output", Method = "convert_to_message", DisplayName = "Message Output")]
    public Message ConvertToMessage() => Show(First().ToMessage());

    /// <summary>The input as a record. A message is only its text.</summary>
    [Output("data_output", Method = "convert_to_data", DisplayName = "Data Output", Older = true)]
    public Data ConvertToData() => Show(First() switch
    {
        Message message => TextParsing.ToData(message.Text, AutoParse),
        var value => value.ToData(),
    });

    /// <summary>The input as a table. A message is one row with its text, unless the text is looked into.</summary>
    [Output("dataframe_output", Method = "convert_to_dataframe", DisplayName = "DataFrame Output", Older = true)]
    public DataFrame ConvertToDataFrame() => Show(First() switch
    {
        Message message => TextParsing.ToData(message.Text, AutoParse).ToDataFrame(),
        var value => value.ToDataFrame(),
    });

    private FlowValue First() => InputData switch
    {
        ListValue { Count: 0 } => NullValue.Instance,
        ListValue list => TextToMessage(list[0]),
        var value => TextToMessage(value),
    };

    private static FlowValue TextToMessage(FlowValue value) => value is TextValue text ? new Message(text.Value) : value;

    private T Show<T>(T result) where T : FlowValue
    {
        Context.Status = result;
        return result;
    }
}
