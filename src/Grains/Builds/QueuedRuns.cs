using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Wire;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Grains.Builds;

/// <summary>What the runs of the queue store.</summary>
internal sealed partial class QueuedRuns(
    Journal journal, JobLogs logs, IOptions<RunOptions> options, TimeProvider clock, ILogger<QueuedRuns> logger)
{
    /// <summary>The log of a job.</summary>
    public JobCheckpoints CheckpointsOf(JobKey key) => new(journal, logs, key);

    /// <summary>Shows the failure of a vertex to who monitors the flow (semantics section 3.2). That it is shown is not worth another failure.</summary>
    public async Task RecordAsync(Vertex vertex, VertexCall? call, VertexFailedException failure, RunScope scope)
    {
        var built = new BuiltVertex { Vertex = vertex, Failure = failure.Message, Duration = TimeSpan.Zero, Timestamp = clock.GetUtcNow() };
        try
        {
            var rows = new BuildRecords(scope, logsBuilds: true, options.Value).Of(built, call, failure);
            await (rows.Length == 0 ? Task.CompletedTask : journal.AppendAsync(rows, CancellationToken.None));
        }
        catch (Exception refused)
        {
            LogNotRecorded(refused, scope.JobId);
        }
    }

    /// <summary>What the caller of a job may ask for later: the outputs of a workflow, nothing for a webhook.</summary>
    public static ImmutableArray<byte> AnswerOf(JobRequest request, FlowGraph graph, RunResults results) =>
        request.Source is JobSource.Workflow ? WorkflowJson.OutputsOf(graph, results) : [];

    [LoggerMessage(LogLevel.Warning, "The failure of job {JobId} could not be recorded for the monitor")]
    private partial void LogNotRecorded(Exception exception, Guid jobId);
}
