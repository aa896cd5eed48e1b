using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Monitoring;

/// <summary>The transactions in the journal.</summary>
public sealed class TransactionTable : JournalTable<Transaction>
{
    /// <summary>The only one.</summary>
    public static readonly TransactionTable Instance = new();

    private TransactionTable()
        : base(nameof(Transaction.TenantId), nameof(Transaction.Id))
    {
    }

    /// <inheritdoc />
    protected override int SizeOf(Transaction row) => 256 + row.Inputs.Length + (row.Outputs?.Length ?? 0) + (row.Error?.Length ?? 0);
}
