using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>Puts one text after another.</summary>
[Component("CombineText",
    Category = "processing",
    DisplayName = "Combine Text",
    Description = "Puts two texts together, with a delimiter between them.",
    Icon = "merge",
    Legacy = true,
    Replacement = ["processing.DataOperations"])]
public sealed class CombineTextComponent : Component
{
    /// <summary>The text that comes first.</summary>
    [Input("text1", InputKind.Text, DisplayName = "First Text", Info = "The text that comes first.")]
    public string First { get; set; } = "";

    /// <summary>The text that comes second.</summary>
    [Input("text2", InputKind.Text, DisplayName = "Second Text", Info = "The text that comes second.")]
    public string Second { get; set; } = "";

    /// <summary>What stands between them, even where one is empty.</summary>
    [Input("delimiter", InputKind.Text, DisplayName = "Delimiter",
        Info = "What stands between the two texts; a space unless you say otherwise.")]
    public string Delimiter { get; set; } = " ";

    /// <summary>Both texts as one message.</summary>
    [Output("combined_text", Method = "combine_texts", DisplayName = "Combined Text")]
    public Message Combine()
    {
        var message = new Message(First + Delimiter + Second);
        Context.Status = FlowValue.Of(message.Text);
        return message;
    }
}
