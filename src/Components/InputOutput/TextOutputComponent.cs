using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.InputOutput;

/// <summary>A text that the flow gives out and that is no part of a conversation.</summary>
[Component("TextOutput",
    Category = "input_output",
    DisplayName = "Text Output",
    Description = "Gives a text out of the flow.",
    Icon = "type")]
public sealed class TextOutputComponent : Component
{
    /// <summary>The text.</summary>
    [Input("input_value", InputKind.Multiline, DisplayName = "Inputs", Info = "The text that the flow gives out.")]
    public string InputValue { get; set; } = "";

    /// <summary>The text as a message from nobody.</summary>
    [Output("text", Method = "text_response", DisplayName = "Output Text")]
    public Message Respond()
    {
        Context.Status = FlowValue.Of(InputValue);
        return new Message(InputValue);
    }
}
