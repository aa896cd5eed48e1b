using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Monitoring;

/// <summary>The builds of vertices in the journal.</summary>
public sealed class VertexBuildTable : JournalTable<VertexBuild>
{
    /// <summary>The only one.</summary>
    public static readonly VertexBuildTable Instance = new();

    private VertexBuildTable()
        : base(nameof(VertexBuild.TenantId), nameof(VertexBuild.Id))
    {
    }

    /// <inheritdoc />
    protected override int SizeOf(VertexBuild row) => 256 + row.Data.Length + row.Artifacts.Length + row.Params.Length;
}
