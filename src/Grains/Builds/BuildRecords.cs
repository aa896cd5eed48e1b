using System.Text;
using System.Text.Json;
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
                Data = Text(writer => BuildEventJson.WriteData(writer, built)),
                Artifacts = Text(writer => BuildEventJson.WriteArtifacts(writer, built)),
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
                Inputs = call is null ? "{}" : Text(writer => TransactionJson.WriteInputs(writer, call, built.Vertex)),
                Outputs = Text(writer => BuildEventJson.WriteOutputs(writer, built)),
                Succeeded = failure is null,
                Error = failure?.Reason,
                Timestamp = built.Timestamp,
            }));
        }

        return [.. rows];
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, WireJson.Options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
