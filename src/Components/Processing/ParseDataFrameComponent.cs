using SkillFlaw.Components.Binding;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>Makes a text of a table by a template for its rows.</summary>
[Component("ParseDataFrame",
    Category = "processing",
    DisplayName = "Parse DataFrame",
    Description = "Writes each row of a table by a template, in which the columns are variables.",
    Icon = "braces",
    Legacy = true,
    Replacement = ["processing.DataFrameOperations", "processing.TypeConverterComponent"])]
public sealed class ParseDataFrameComponent : Component
{
    private const string DefaultTemplate = "{text}";
    private const string DefaultSeparator = "\n";

    /// <summary>The table.</summary>
    [Input("df", InputKind.DataFrame, DisplayName = "DataFrame", Info = "The table whose rows are written.")]
    public FlowValue Table { get; set; } = NullValue.Instance;

    /// <summary>The template of a row.</summary>
    [Input("template", InputKind.Multiline, DisplayName = "Template", Info = "How to write a row, with columns in curly brackets: {text}.")]
    public string Template { get; set; } = DefaultTemplate;

    /// <summary>What stands between two rows.</summary>
    [Input("sep", InputKind.Str, DisplayName = "Separator", Info = "What stands between two rows.", Advanced = true)]
    public string Separator { get; set; } = DefaultSeparator;

    /// <summary>The rows as one text. An empty template or separator is the default one.</summary>
    [Output("text", Method = "parse_data", DisplayName = "Text")]
    public Message Parse(CancellationToken cancellationToken)
    {
        var frame = Table as DataFrame
            ?? throw new ComponentException($"Unsupported input type: {InputCoercion.PythonType(Table)}. Expected DataFrame.");
        var text = TableTemplate.Render(
            frame,
            Template.Length > 0 ? Template : DefaultTemplate,
            Separator.Length > 0 ? Separator : DefaultSeparator,
            cancellationToken);
        Context.Status = FlowValue.Of(text);
        return new Message(text);
    }
}
