using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace SkillFlaw.Storage.Monitoring;

/// <summary>What a vertex gave in a build, for the editor to show again (semantics section 5.1). The journal writes it.</summary>
public sealed class VertexBuild : IFlowTrace
{
    /// <inheritdoc />
    public required Guid Id { get; init; }

    /// <inheritdoc />
    public required Guid TenantId { get; init; }

    /// <summary>The flow. Not a foreign key: this table is written in bulk.</summary>
    public required Guid FlowId { get; init; }

    /// <summary>The vertex.</summary>
    public required string VertexId { get; init; }

    /// <summary>The build.</summary>
    public required Guid JobId { get; init; }

    /// <summary>Whether it went well.</summary>
    public required bool Valid { get; init; }

    /// <summary>The text that the editor shows of its parameters.</summary>
    public required string Params { get; init; }

    /// <summary>Results, outputs, logs and times: the <c>data</c> of the build's event, JSON.</summary>
    public required string Data { get; init; }

    /// <summary>The artifacts, JSON.</summary>
    public required string Artifacts { get; init; }

    /// <summary>When it was built.</summary>
    public required DateTimeOffset Timestamp { get; init; }
}

internal sealed class VertexBuildConfiguration : IEntityTypeConfiguration<VertexBuild>
{
    public void Configure(EntityTypeBuilder<VertexBuild> builder)
    {
        builder.ToTable("vertex_builds");
        builder.Property(build => build.Id).ValueGeneratedNever();
        builder.HasIndex(build => new { build.TenantId, build.FlowId, build.VertexId, build.Id });
    }
}
