using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Messages;

/// <summary>The chat messages in the journal.</summary>
public sealed class MessageTable : JournalTable<StoredMessage>
{
    /// <summary>The only one.</summary>
    public static readonly MessageTable Instance = new();

    private MessageTable()
        : base(nameof(StoredMessage.TenantId), nameof(StoredMessage.MessageId))
    {
    }

    /// <summary>Removes a message.</summary>
    public JournalEntry Delete(Guid tenantId, Guid messageId) => DeleteByKey(tenantId, messageId);

    /// <inheritdoc />
    protected override int SizeOf(StoredMessage row) =>
        256 + row.Text.Length + row.Properties.Length + row.ContentBlocks.Length + row.Files.Length + (row.Extra?.Length ?? 0);
}
