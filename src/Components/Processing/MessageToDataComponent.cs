using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>Makes a record of all fields of a message.</summary>
[Component("MessagetoData",
    Category = "processing",
    DisplayName = "Message to Data",
    Description = "Turns a message into a record of its fields.",
    Icon = "message-square-share",
    Legacy = true,
    Replacement = ["processing.TypeConverterComponent"])]
public sealed class MessageToDataComponent : Component
{
    private const string NoMessage = "Error converting Message to Data: Input must be a Message object";

    /// <summary>The message; null where nothing came.</summary>
    [Input("message", InputKind.Message, DisplayName = "Message", Info = "The message to turn into a record.")]
    public Message? Source { get; set; }

    /// <summary>The fields of the message, or a record with an error: a missing message is no failure of the vertex.</summary>
    [Output("data", Method = "convert_message_to_data", DisplayName = "Data")]
    public Data Convert()
    {
        if (Source is { } message)
        {
            return message.ToData();
        }

        Context.Status = FlowValue.Of(NoMessage);
        return new Data(FlowValue.Of(("error", FlowValue.Of(NoMessage))));
    }
}
