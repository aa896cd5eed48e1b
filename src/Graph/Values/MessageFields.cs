using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;

namespace SkillFlaw.Graph.Values;

/// <summary>The fields of a message under their wire names, as its <c>data</c> has them.</summary>
public static class MessageFields
{
    private const string Time = "yyyy-MM-dd HH:mm:ss 'UTC'";

    /// <summary>All fields in the order of the wire. Empty <c>id</c> and <c>flow_id</c> are left out.</summary>
    public static ObjectValue ToFields(this Message message)
    {
        var fields = new ObjectBuilder(16)
            .Set("timestamp", FlowValue.Of(message.Timestamp?.ToUniversalTime().ToString(Time, CultureInfo.InvariantCulture)))
            .Set("sender", FlowValue.Of(message.Sender))
            .Set("sender_name", FlowValue.Of(message.SenderName))
            .Set("session_id", FlowValue.Of(message.SessionId))
            .Set("context_id", FlowValue.Of(message.ContextId))
            .Set("text", FlowValue.Of(message.Text))
            .Set("files", FlowValue.Of(message.Files.Select(FlowValue.Of)))
            .Set("error", FlowValue.Of(message.Error))
            .Set("edit", FlowValue.Of(message.Edit))
            .Set("properties", message.Properties.ToFields())
            .Set("category", FlowValue.Of(message.Category))
            .Set("content_blocks", message.ContentBlocks)
            .Set("duration", message.Duration is { } duration ? FlowValue.Of((long)duration) : NullValue.Instance);

        if (message.Id is { } id)
        {
            fields.Set("id", FlowValue.Of(id.ToString()));
        }

        if (message.FlowId is { } flowId)
        {
            fields.Set("flow_id", FlowValue.Of(flowId));
        }

        foreach (var (key, value) in message.Extra.Entries)
        {
            if (fields.Find(key) is null)
            {
                fields.Set(key, value);
            }
        }

        return fields.ToValue();
    }

    /// <summary>
    /// The message that has these fields, as <c>Message(**fields)</c> makes it in Langflow: what is missing or of another type keeps its
    /// default, what is no field of a message is kept beside.
    /// </summary>
    public static Message ToMessage(this ObjectValue fields)
    {
        // A serialized message may carry its fields under "data", with copies outside.
        if (fields.Find("data") is ObjectValue data && !fields.ContainsKey("text"))
        {
            fields = data;
        }

        var extra = new ObjectBuilder();
        foreach (var (key, value) in fields.Entries)
        {
            if (!_names.Contains(key))
            {
                extra.Set(key, value);
            }
        }

        return new Message
        {
            Id = Guid.TryParse(Text(fields, "id"), out var id) ? id : null,
            Text = Text(fields, "text") ?? "",
            Sender = Text(fields, "sender"),
            SenderName = Text(fields, "sender_name"),
            Files = fields.Find("files") is ListValue files
                ? [.. files.OfType<TextValue>().Where(file => file.Value.Length > 0).Select(file => file.Value)]
                : [],
            SessionId = Text(fields, "session_id") ?? "",
            ContextId = Text(fields, "context_id") ?? "",
            Timestamp = ToTime(Text(fields, "timestamp")),
            FlowId = Text(fields, "flow_id"),
            Error = Flag(fields, "error"),
            Edit = Flag(fields, "edit"),
            Category = Text(fields, "category") ?? "message",
            Properties = fields.Find("properties") is ObjectValue properties ? ToProperties(properties) : MessageProperties.Default,
            ContentBlocks = fields.Find("content_blocks") as ListValue ?? ListValue.Empty,
            Duration = ToDuration(fields.Find("duration")),
            Extra = extra.ToValue(),
        };
    }

    /// <summary>All properties under their wire names.</summary>
    public static ObjectValue ToFields(this MessageProperties properties) => FlowValue.Of(
        ("text_color", FlowValue.Of(properties.TextColor)),
        ("background_color", FlowValue.Of(properties.BackgroundColor)),
        ("edited", FlowValue.Of(properties.Edited)),
        ("source", FlowValue.Of(
            ("id", FlowValue.Of(properties.Source.Id)),
            ("display_name", FlowValue.Of(properties.Source.DisplayName)),
            ("source", FlowValue.Of(properties.Source.Source)))),
        ("icon", FlowValue.Of(properties.Icon)),
        ("allow_markdown", FlowValue.Of(properties.AllowMarkdown)),
        ("positive_feedback", properties.PositiveFeedback is { } feedback ? FlowValue.Of(feedback) : NullValue.Instance),
        ("state", FlowValue.Of(properties.State)),
        ("targets", FlowValue.Of(properties.Targets.Select(FlowValue.Of))));

    private static readonly ImmutableHashSet<string> _names =
    [
        "id", "text", "sender", "sender_name", "files", "session_id", "context_id", "timestamp", "flow_id", "error", "edit", "category",
        "properties", "content_blocks", "duration", "data", "text_key", "default_value",
    ];

    private static MessageProperties ToProperties(ObjectValue properties) => new()
    {
        TextColor = Text(properties, "text_color"),
        BackgroundColor = Text(properties, "background_color"),
        Edited = Flag(properties, "edited"),
        Source = properties.Find("source") is ObjectValue source
            ? new MessageSource(Text(source, "id"), Text(source, "display_name"), Text(source, "source"))
            : MessageSource.None,
        Icon = Text(properties, "icon"),
        AllowMarkdown = Flag(properties, "allow_markdown"),
        PositiveFeedback = properties.Find("positive_feedback") is BooleanValue feedback ? feedback.Value : null,
        State = Text(properties, "state") ?? MessageProperties.Complete,
        Targets = properties.Find("targets") is ListValue targets
            ? [.. targets.OfType<TextValue>().Select(target => target.Value)]
            : [],
    };

    private static string? Text(ObjectValue fields, string key) => (fields.Find(key) as TextValue)?.Value;

    private static bool Flag(ObjectValue fields, string key) => fields.Find(key) is BooleanValue { Value: true };

    private static int? ToDuration(FlowValue? value) =>
        value is IntegerValue { Value: var number } && number >= BigInteger.Zero && number <= int.MaxValue ? (int)number : null;

    private static DateTimeOffset? ToTime(string? text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParseExact(text, Time, CultureInfo.InvariantCulture, Utc, out var exact) ? exact
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var other) ? other
            : null;
    }
}
