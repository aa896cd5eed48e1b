using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Messages;

/// <summary>A chat message as it is stored. <see cref="MessageRows"/> makes one of a <see cref="Graph.Values.Message"/>, and gives it back.</summary>
public sealed class StoredMessage : ITenantOwned
{
    /// <summary>A number in the order of storing, for the lists that know messages by integers.</summary>
    public long Id { get; init; }

    /// <summary>The id in events and answers.</summary>
    public required Guid MessageId { get; init; }

    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>The flow that it was said in. Not a foreign key: a flow can run that is not stored, and this table is written in bulk.</summary>
    public required Guid FlowId { get; init; }

    /// <summary>The conversation it belongs to; empty for none.</summary>
    public string SessionId { get; set; } = "";

    /// <summary>A part of the conversation; empty for the whole.</summary>
    public string ContextId { get; set; } = "";

    /// <summary>Whose side it is from: <see cref="Graph.Values.Message.User"/>, <see cref="Graph.Values.Message.Machine"/>, or null.</summary>
    public string? Sender { get; set; }

    /// <summary>The name to show.</summary>
    public string? SenderName { get; set; }

    /// <summary>What it says.</summary>
    public string Text { get; set; } = "";

    /// <summary>Paths in the file store, a JSON list of texts.</summary>
    public string Files { get; set; } = "[]";

    /// <summary>True for the message of a failure.</summary>
    public bool Error { get; set; }

    /// <summary>True once somebody has changed it.</summary>
    public bool Edit { get; set; }

    /// <summary>One of message, error, warning, info.</summary>
    public string Category { get; set; } = "message";

    /// <summary>How it looks and where it comes from: <see cref="MessageProperties"/> under its wire names, as JSON.</summary>
    public string Properties { get; set; } = "{}";

    /// <summary>What stands above the text: a list, in the form of <see cref="CheckpointValues"/>, which is JSON as on the wire.</summary>
    public string ContentBlocks { get; set; } = "[]";

    /// <summary>What a message has besides these columns: its extra fields and its prompt. Null for most.</summary>
    public string? Extra { get; set; }

    /// <summary>What clients have noted about it (address, version of the flow, start and end), JSON. Null for most.</summary>
    public string? Notes { get; set; }

    /// <summary>How long it took to make, in milliseconds.</summary>
    public int? Duration { get; set; }

    /// <summary>When it was made, in whole microseconds.</summary>
    public required DateTimeOffset Timestamp { get; set; }
}

internal sealed class StoredMessageConfiguration : IEntityTypeConfiguration<StoredMessage>
{
    public void Configure(EntityTypeBuilder<StoredMessage> builder)
    {
        builder.ToTable("messages");
        builder.HasIndex(message => message.MessageId).IsUnique();

        // The history of a session and the sessions of a flow. A list of everything goes through it flow by flow: each index more is written for
        // each message.
        builder.HasIndex(message => new { message.TenantId, message.FlowId, message.SessionId, message.Id });
    }
}
