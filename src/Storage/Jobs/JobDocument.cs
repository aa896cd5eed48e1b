using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Jobs;

/// <summary>
/// The document of a flow as jobs run it: whoever goes on with a job needs exactly the one that it began with. Each is kept once, however
/// many jobs run it.
/// </summary>
public sealed class JobDocument : ITenantOwned
{
    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>The SHA-256 of the document in lower-case hexadecimal digits.</summary>
    public required string Hash { get; init; }

    /// <summary>The editor's JSON document, UTF-8.</summary>
    public required byte[] Document { get; init; }

    /// <summary>When a job last began with it, give or take some minutes.</summary>
    public required DateTimeOffset UsedAt { get; set; }
}

internal sealed class JobDocumentConfiguration : IEntityTypeConfiguration<JobDocument>
{
    public void Configure(EntityTypeBuilder<JobDocument> builder)
    {
        builder.ToTable("job_documents");
        builder.HasKey(document => new { document.TenantId, document.Hash });
        builder.HasIndex(document => document.UsedAt);
    }
}
