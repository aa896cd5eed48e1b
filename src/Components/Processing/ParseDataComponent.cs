using System.Collections.Immutable;
using SkillFlaw.Components.Templates;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Parameters;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>Makes texts of records by a template.</summary>
[Component("ParseData",
    Aliases = ["Data to Message"],
    Category = "processing",
    DisplayName = "Data to Message",
    Description = "Writes records by a template, in which their fields are variables.",
    Icon = "message-square",
    Legacy = true,
    Replacement = ["processing.DataOperations", "processing.TypeConverterComponent"])]
public sealed class ParseDataComponent : Component
{
    private const string Error = "error", Whole = "data";

    /// <summary>The records. What is none becomes one by its text.</summary>
    [Input("data", InputKind.Data, DisplayName = "Data", Info = "The records to write.", IsList = true, Required = true)]
    public ImmutableArray<FlowValue> Records { get; set; } = [];

    /// <summary>The template of a record.</summary>
    [Input("template", InputKind.Multiline, DisplayName = "Template", Required = true,
        Info = "How to write a record, with fields in curly brackets: {text}. {data} is all of its fields.")]
    public string Template { get; set; } = "{text}";

    /// <summary>What stands between two records.</summary>
    [Input("sep", InputKind.Str, DisplayName = "Separator", Info = "What stands between two records.", Advanced = true)]
    public string Separator { get; set; } = "\n";

    /// <summary>All records as one text.</summary>
    [Output("text", Method = "parse_data", DisplayName = "Message")]
    public Message Parse(CancellationToken cancellationToken)
    {
        var text = new JoinedText(Separator);
        foreach (var (_, line) in Lines(cancellationToken))
        {
            text.Add(line);
        }

        var message = new Message(text.ToString());
        Context.Status = FlowValue.Of(message.Text);
        return message;
    }

    /// <summary>The records with what the template makes of them as their text.</summary>
    [Output("data_list", Method = "parse_data_as_list", DisplayName = "Data List", Types = ["Data"])]
    public ListValue ParseAsList(CancellationToken cancellationToken)
    {
        var records = FlowValue.Of(Lines(cancellationToken).Select(line =>
            line.Record.WithFields(line.Record.Fields.With(line.Record.TextKey, FlowValue.Of(line.Text)))));
        Context.Status = records;
        return records;
    }

    private IEnumerable<(Data Record, string Text)> Lines(CancellationToken cancellationToken)
    {
        var template = FormatTemplate.Parse(Template);
        var length = 0L;
        foreach (var value in Records.SelectMany(Spread))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var record = value is Data or Message
                ? value.ToData()
                : new Data(FlowValue.Of((Data.DefaultTextKey, FlowValue.Of(PythonText.Str(value)))));
            var text = template.Render(Variables(record.Fields));
            JoinedText.CheckLength(length += text.Length);
            yield return (record, text);
        }
    }

    // Loops of older files give a list of records, where the loop of today gives a table.
    private static IEnumerable<FlowValue> Spread(FlowValue value) => value is DataFrame table ? table.ToDataList() : [value];

    // An object in the field 'data' lends its fields, and 'data' itself is the whole record. Without such an object an error is a text.
    private static Func<string, FlowValue> Variables(ObjectValue fields)
    {
        var inner = fields.Find(Whole) as ObjectValue;
        return name => name switch
        {
            Whole => fields,
            Data.DefaultTextKey when inner is null && !fields.ContainsKey(name) && fields.Find(Error) is { } error
                && FieldConversion.IsTruthy(error) => error,
            _ => inner?.Find(name) ?? fields.Find(name) ?? TextValue.Empty,
        };
    }
}
