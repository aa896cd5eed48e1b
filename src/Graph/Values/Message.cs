using System.Collections.Immutable;

namespace SkillFlaw.Graph.Values;

/// <summary>A chat message, and the form in which text flows between components (flow-format section 10).</summary>
[GenerateSerializer, Immutable, Alias("value.message")]
public sealed record Message : FlowValue
{
    /// <summary>The sender of what a person wrote.</summary>
    public const string User = "User";

    /// <summary>The sender of what a model wrote. A language model gets such a message as the assistant's.</summary>
    public const string Machine = "Machine";

    /// <summary>The category of a failure. The message of a component that has failed is known by it alone: on the wire its error flag is not set.</summary>
    public const string ErrorCategory = "error";

    /// <summary>An empty message.</summary>
    public Message()
    {
    }

    /// <summary>A message of a text, from nobody.</summary>
    public Message(string text) => Text = text;

    /// <summary>Set once the message is stored.</summary>
    [Id(0)]
    public Guid? Id { get; init; }

    /// <summary>What it says.</summary>
    [Id(1)]
    public string Text { get; init; } = "";

    /// <summary><see cref="User"/>, <see cref="Machine"/>, or null: made by a component and said by nobody.</summary>
    [Id(2)]
    public string? Sender { get; init; }

    /// <summary>The name to show.</summary>
    [Id(3)]
    public string? SenderName { get; init; }

    /// <summary>Paths in the file store, as <c>flow id/name</c>.</summary>
    [Id(4)]
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>The conversation it belongs to; empty for none.</summary>
    [Id(5)]
    public string SessionId { get; init; } = "";

    /// <summary>A part of the conversation; empty for the whole.</summary>
    [Id(6)]
    public string ContextId { get; init; } = "";

    /// <summary>When it was made; null where nobody has looked at a clock yet.</summary>
    [Id(7)]
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The flow that said it.</summary>
    [Id(8)]
    public string? FlowId { get; init; }

    /// <summary>True for the message of a failure.</summary>
    [Id(9)]
    public bool Error { get; init; }

    /// <summary>True once somebody has changed it.</summary>
    [Id(10)]
    public bool Edit { get; init; }

    /// <summary>One of message, error, warning, info.</summary>
    [Id(11)]
    public string Category { get; init; } = "message";

    /// <summary>How it looks and where it comes from.</summary>
    [Id(12)]
    public MessageProperties Properties { get; init; } = MessageProperties.Default;

    /// <summary>What stands above the text: an agent's steps, an error. Objects as the wire has them.</summary>
    /// <exception cref="InvalidValueException">As deep as a value may be, so that the message would be deeper.</exception>
    [Id(13)]
    public ListValue ContentBlocks
    {
        get;
        init
        {
            _ = DepthOver(value.Depth);
            field = value;
        }
    } = ListValue.Empty;

    /// <summary>How long it took to make, in milliseconds.</summary>
    [Id(14)]
    public int? Duration { get; init; }

    /// <summary>
    /// What a prompt made besides its text: a language model sends this instead, because it has the images of the prompt's variables.
    /// Null for a message that comes from no prompt.
    /// </summary>
    [Id(15)]
    public ChatPrompt? Prompt { get; init; }

    /// <summary>Fields that came with the data of the message and are none of its own.</summary>
    /// <exception cref="InvalidValueException">As deep as a value may be, so that the message would be deeper.</exception>
    [Id(16)]
    public ObjectValue Extra
    {
        get;
        init
        {
            _ = DepthOver(value.Depth);
            field = value;
        }
    } = ObjectValue.Empty;

    // Three levels are in every message: its properties have a source, which has fields.
    internal override int Depth => DepthOver(Math.Max(3, Math.Max(Extra.Depth, ContentBlocks.Depth)));

    /// <summary>Equal in all fields.</summary>
    public bool Equals(Message? other) => ReferenceEquals(this, other) || (other is not null
        && Id == other.Id && Text == other.Text && Sender == other.Sender && SenderName == other.SenderName
        && Files.AsSpan().SequenceEqual(other.Files.AsSpan()) && SessionId == other.SessionId && ContextId == other.ContextId
        && Timestamp == other.Timestamp && FlowId == other.FlowId && Error == other.Error && Edit == other.Edit
        && Category == other.Category && Properties.Equals(other.Properties) && ContentBlocks.Equals(other.ContentBlocks)
        && Duration == other.Duration && Equals(Prompt, other.Prompt) && Extra.Equals(other.Extra));

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Id, Text, Sender, SenderName, SessionId);
}
