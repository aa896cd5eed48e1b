using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FlowControls;

/// <summary>Hands a message on, once another one is there too.</summary>
[Component("Pass",
    Category = "flow_controls",
    DisplayName = "Pass",
    Description = "Hands a message on as it is.",
    Icon = "arrow-right",
    Legacy = true,
    Replacement = ["logic.ConditionalRouter"])]
public sealed class PassComponent : Component
{
    /// <summary>The message to hand on.</summary>
    [Input("input_message", InputKind.Message, DisplayName = "Input Message", Info = "The message to hand on.", Required = true)]
    public Message InputMessage { get; set; } = new();

    /// <summary>What has to be there first, and is not looked at.</summary>
    [Input("ignored_message", InputKind.Message, DisplayName = "Ignored Message", Info = "A message that is waited for and not used.", Advanced = true)]
    public Message IgnoredMessage { get; set; } = new();

    /// <summary>The message.</summary>
    [Output("output_message", Method = "pass_message", DisplayName = "Output Message")]
    public Message Pass() => InputMessage;
}
