using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.InputOutput;

/// <summary>A text that goes into the flow and is no part of a conversation.</summary>
[Component("TextInput",
    Category = "input_output",
    DisplayName = "Text Input",
    Description = "Takes a text into the flow.",
    Icon = "type")]
public sealed class TextInputComponent : Component
{
    /// <summary>The text.</summary>
    [Input("input_value", InputKind.Multiline, DisplayName = "Text", Info = "The text that goes into the flow.")]
    public string InputValue { get; set; } = "";

    /// <summary>The text as a message from nobody.</summary>
    [Output("text", Method = "text_response", DisplayName = "Output Text")]
    public Message Respond()
    {
        Context.Status = FlowValue.Of(InputValue);
        return new Message(InputValue);
    }
}
