using System.Text;
using SkillFlaw.Graph.Values;
using SkillFlaw.Graph.Wire;

namespace SkillFlaw.Storage.Messages;

/// <summary>Between a message and its row. Nothing is lost but what a timestamp has below a microsecond.</summary>
public static class MessageRows
{
    private const string NothingSet = "{}";

    /// <summary>The row of a message that was said in a flow. What has no id gets one, and what has no time gets the clock's.</summary>
    /// <exception cref="InvalidValueException">It cannot be written as JSON: half of a surrogate pair in a list or a property.</exception>
    public static StoredMessage ToRow(this Message message, Guid tenantId, Guid flowId, TimeProvider clock)
    {
        try
        {
            return new StoredMessage
            {
                MessageId = message.Id ?? Guid.CreateVersion7(),
                TenantId = tenantId,
                FlowId = flowId,
                SessionId = message.SessionId,
                ContextId = message.ContextId,
                Sender = message.Sender,
                SenderName = message.SenderName,
                Text = message.Text,
                Files = message.Files.IsEmpty ? "[]" : FlowValue.Of(message.Files.Select(FlowValue.Of)).ToJson(),
                Error = message.Error,
                Edit = message.Edit,
                Category = message.Category,
                Properties = message.Properties.ToColumn(),
                ContentBlocks = message.ContentBlocks.Items.IsEmpty ? "[]" : Checkpoint(message.ContentBlocks),
                Extra = message.Extra.Count == 0 && message.Prompt is null ? null : Checkpoint(RestOf(message)),
                Duration = message.Duration,
                Timestamp = ToMicroseconds(message.Timestamp ?? clock.GetUtcNow()),
            };
        }
        catch (ArgumentException failure)
        {
            throw new InvalidValueException("A message holds a text that is not valid Unicode.", failure);
        }
    }

    /// <summary>The message of a row.</summary>
    /// <exception cref="InvalidValueException">Somebody else wrote into the row what no message has.</exception>
    public static Message ToMessage(this StoredMessage row)
    {
        var (extra, prompt) = ReadRest(row.Extra);
        return new Message
        {
            Id = row.MessageId,
            FlowId = row.FlowId.ToString(),
            SessionId = row.SessionId,
            ContextId = row.ContextId,
            Sender = row.Sender,
            SenderName = row.SenderName,
            Text = row.Text,
            Files = row.Files == "[]" ? [] : [.. Read<ListValue>(row.Files).Items.OfType<TextValue>().Select(file => file.Value)],
            Error = row.Error,
            Edit = row.Edit,
            Category = row.Category,
            Properties = row.ToProperties(),
            ContentBlocks = row.ContentBlocks == "[]" ? ListValue.Empty : (ListValue)FromCheckpoint(row.ContentBlocks),
            Extra = extra,
            Prompt = prompt,
            Duration = row.Duration,
            Timestamp = row.Timestamp,
        };
    }

    /// <summary>The properties of a message as its row has them: those that are set.</summary>
    /// <exception cref="ArgumentException">A text is not valid Unicode.</exception>
    public static string ToColumn(this MessageProperties properties) =>
        ReferenceEquals(properties, MessageProperties.Default) ? NothingSet : MessageJson.Write(properties, onlySet: true);

    /// <summary>The properties of the message of a row; rows of earlier versions have all of them.</summary>
    /// <exception cref="InvalidValueException">Somebody else wrote into the row what no message has.</exception>
    public static MessageProperties ToProperties(this StoredMessage row) => row.Properties == NothingSet
        ? MessageProperties.Default
        : FlowValue.Of(("properties", Read<ObjectValue>(row.Properties))).ToMessage().Properties;

    private static DateTimeOffset ToMicroseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    // What has no column of its own.
    private static ObjectValue RestOf(Message message)
    {
        var rest = new ObjectBuilder();
        if (message.Extra.Count > 0)
        {
            rest.Set("extra", message.Extra);
        }

        if (message.Prompt is { } prompt)
        {
            rest.Set("prompt", FlowValue.Of(prompt.Text));
            if (!prompt.Images.IsEmpty)
            {
                rest.Set("images", FlowValue.Of(prompt.Images.Select(FlowValue.Of)));
            }
        }

        return rest.ToValue();
    }

    private static (ObjectValue Extra, ChatPrompt? Prompt) ReadRest(string? json) => json is null
        ? (ObjectValue.Empty, null)
        : FromCheckpoint(json) switch
        {
            ObjectValue rest => (rest.Find("extra") as ObjectValue ?? ObjectValue.Empty, PromptOf(rest)),

            // As rows had it at first: a message with nothing else in it.
            Message message => (message.Extra, message.Prompt),
            _ => throw new InvalidValueException("A stored message has something else in the place of its extra fields."),
        };

    private static ChatPrompt? PromptOf(ObjectValue rest) => rest.Find("prompt") is TextValue text
        ? new ChatPrompt(text.Value, [.. (rest.Find("images") as ListValue ?? ListValue.Empty).Items.OfType<TextValue>().Select(image => image.Value)])
        : null;

    private static string Checkpoint(FlowValue value) => Encoding.UTF8.GetString(value.ToCheckpoint());

    private static FlowValue FromCheckpoint(string json) => CheckpointValues.FromCheckpoint(Encoding.UTF8.GetBytes(json));

    private static TValue Read<TValue>(string json)
        where TValue : FlowValue => JsonValues.Parse(json) as TValue
            ?? throw new InvalidValueException($"A stored message has JSON of another kind than a {typeof(TValue).Name}.");
}
