using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SkillFlaw.Storage.Jobs;

/// <summary>
/// A process that executes jobs. It counts up for as long as it lives, and that is the lease of all its jobs: no clock of one node is
/// compared with that of another.
/// </summary>
public sealed class Node
{
    /// <summary>The node, another one after each start.</summary>
    public required Guid Id { get; init; }

    /// <summary>Grows for as long as it lives.</summary>
    public long Beat { get; set; }
}

internal sealed class NodeConfiguration : IEntityTypeConfiguration<Node>
{
    public void Configure(EntityTypeBuilder<Node> builder)
    {
        builder.ToTable("nodes");
        builder.Property(node => node.Id).ValueGeneratedNever();
    }
}
