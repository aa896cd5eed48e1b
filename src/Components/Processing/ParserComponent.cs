using SkillFlaw.Components.Binding;
using SkillFlaw.Components.Templates;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>Makes a text of a record or a table, by a template or as it is.</summary>
[Component("ParserComponent",
    Aliases = ["parser"],
    Category = "processing",
    DisplayName = "Parser",
    Description = "Writes a record or a table as text, by a template of yours.",
    Icon = "braces")]
public sealed class ParserComponent : Component
{
    private const string Stringify = "Stringify";

    /// <summary>The record or the table.</summary>
    [Input("input_data", InputKind.Handle, DisplayName = "Data or DataFrame",
        Info = "A record or a table.", Required = true, Types = ["DataFrame", "Data"])]
    public FlowValue InputData { get; set; } = NullValue.Instance;

    /// <summary>By a template or as it is.</summary>
    [Input("mode", InputKind.Tab, DisplayName = "Mode", Info = "Parser fills in the template; Stringify writes everything that is there.",
        Options = ["Parser", Stringify], RealTimeRefresh = true)]
    public string Mode { get; set; } = "Parser";

    /// <summary>The template.</summary>
    [Input("pattern", InputKind.Multiline, DisplayName = "Template", Required = true,
        Info = "Fields of the record or columns of the table in curly brackets, as in: {Name} lives in {Country}.")]
    public string Pattern { get; set; } = "Text: {text}";

    /// <summary>What stands between the rows of a table.</summary>
    [Input("sep", InputKind.Text, DisplayName = "Separator", Info = "What stands between two rows.", Advanced = true)]
    public string Separator { get; set; } = "\n";

    /// <summary>Whether Stringify leaves out what is empty. Editors gave it to some nodes, as true; nodes without it do not.</summary>
    [Input("clean_data", InputKind.Bool, DisplayName = "Clean Data",
        Info = "Whether empty rows and lines are left out.", Advanced = true, Older = true)]
    public bool CleanData { get; set; }

    /// <summary>The text.</summary>
    [Output("parsed_text", Method = "parse_combined_text", DisplayName = "Parsed Text")]
    public Message Parse(CancellationToken cancellationToken)
    {
        var message = new Message(Mode == Stringify ? ToText() : Fill(cancellationToken));
        Context.Status = FlowValue.Of(message.Text);
        return message;
    }

    private string ToText()
    {
        if (InputData is not ListValue list)
        {
            return TextForms.SafeConvert(InputData, CleanData);
        }

        var text = new JoinedText("\n");
        foreach (var item in list)
        {
            text.Add(TextForms.SafeConvert(item, CleanData));
        }

        return text.ToString();
    }

    private string Fill(CancellationToken cancellationToken) => InputData switch
    {
        DataFrame frame => TableTemplate.Render(
            frame, Pattern, Separator.Replace("\\n", "\n", StringComparison.Ordinal), cancellationToken),
        Data or Message => Fill(InputData.ToData()),
        ListValue list when list.All(item => item is Data or Message) =>
            throw new ComponentException("List of Data objects is not supported."),
        _ => throw new ComponentException(
            $"Unsupported input type: {InputCoercion.PythonType(InputData)}. Expected DataFrame or Data."),
    };

    private string Fill(Data record)
    {
        var missing = FlowValue.Of(record.DefaultValue);
        return FormatTemplate.Parse(Pattern).Render(name => record.Fields.Find(name) ?? missing);
    }
}
