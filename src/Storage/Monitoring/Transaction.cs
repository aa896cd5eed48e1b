using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SkillFlaw.Storage.Monitoring;

/// <summary>One execution of a vertex with what went in and came out (semantics section 5.4). The journal writes it.</summary>
public sealed class Transaction : IFlowTrace
{
    /// <inheritdoc />
    public required Guid Id { get; init; }

    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>The flow. Not a foreign key: this table is written in bulk.</summary>
    public required Guid FlowId { get; init; }

    /// <summary>The vertex.</summary>
    public required string VertexId { get; init; }

    /// <summary>The vertex that it was executed for; null for none.</summary>
    public string? TargetId { get; init; }

    /// <summary>The parameters, JSON, without secrets.</summary>
    public required string Inputs { get; init; }

    /// <summary>The outputs, JSON; null for none.</summary>
    public string? Outputs { get; init; }

    /// <summary>Whether it went well.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>Why it failed; null if it did not.</summary>
    public string? Error { get; init; }

    /// <summary>When it was executed.</summary>
    public required DateTimeOffset Timestamp { get; init; }
}

internal sealed class TransactionConfiguration : IEntityTypeConfiguration<Transaction>
{
    public void Configure(EntityTypeBuilder<Transaction> builder)
    {
        builder.ToTable("transactions");
        builder.Property(transaction => transaction.Id).ValueGeneratedNever();
        builder.HasIndex(transaction => new { transaction.TenantId, transaction.FlowId, transaction.Id });
    }
}
