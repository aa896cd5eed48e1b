using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Wire;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Monitoring;

namespace SkillFlaw.Grains.Builds;

/// <summary>What the monitor keeps of a build: a record for each vertex that ends, and one of the execution (semantics sections 5.1 and 5.4).</summary>
internal sealed class BuildRecords(RunScope scope, bool logsBuilds, RunOptions options)
{
    /// <summary>The rows of a vertex.</summary>
    public JournalEntry[] Of(BuiltVertex built, VertexCall? call, VertexFailedException? failure)
    {
        var rows = new List<JournalEntry>(2);
        if (logsBuilds && options.KeepsVertexBuilds)
        {
            rows.Add(VertexBuildTable.Instance.Insert(new VertexBuild
            {
                Id = Guid.CreateVersion7(built.Timestamp),
                TenantId = scope.TenantId,
                FlowId = scope.FlowId,
                VertexId = built.Vertex.Id,
                JobId = scope.JobId,
                Valid = failure is null,
                Params = BuildEventJson.ParamsOf(built),
                Data = JsonText.Write(built, BuildEventJson.WriteData),
                Artifacts = JsonText.Write(built, BuildEventJson.WriteArtifacts),
                Timestamp = built.Timestamp,
            }));
        }

        if (options.KeepsTransactions)
        {
            rows.Add(TransactionTable.Instance.Insert(new Transaction
            {
                Id = Guid.CreateVersion7(built.Timestamp),
                TenantId = scope.TenantId,
                FlowId = scope.FlowId,
                VertexId = built.Vertex.Id,
                Inputs = call is null ? "{}" : JsonText.Write((call, built.Vertex), static (writer, each) => TransactionJson.WriteInputs(writer, each.call, each.Vertex)),
                Outputs = JsonText.Write(built, BuildEventJson.WriteOutputs),
                Succeeded = failure is null,
                Error = failure?.Reason,
                Timestamp = built.Timestamp,
            }));
        }

        return [.. rows];
    }
}
