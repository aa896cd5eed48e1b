using System.Text;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Storage.Queue;
using SkillFlaw.Storage.Secrets;

namespace SkillFlaw.Grains.Queue;

/// <summary>What a stored job asks for.</summary>
internal static class QueuedRequests
{
    /// <summary>The next try of a job.</summary>
    /// <exception cref="SecretUnreadableException">What it was asked cannot be opened.</exception>
    /// <exception cref="FormatException">What it was asked cannot be read.</exception>
    public static JobRequest Of(QueuedJob job, bool wasTried, QueueOptions options, SecretBox secrets)
    {
        var request = new JobRequest
        {
            FlowId = job.FlowId,
            FlowVersion = job.FlowVersion,
            UserId = job.UserId,
            Source = job.Source,
            WasTried = wasTried,
            IsLastTry = job.Attempts + 1 >= options.MaxAttempts,
        };
        if (job.Source is not JobSource.Workflow)
        {
            return request with { Inputs = WebhookOf(job) };
        }

        var workflow = StoredWorkflow.Read(job.Request, secrets, StoredWorkflow.PlaceOf(job.TenantId, job.UserId, job.JobId));
        return request with { Inputs = FlatInputs.Of(workflow.Inputs, job.FlowId.ToString(), stream: false), Variables = workflow.Variables };
    }

    /// <summary>The row with another state. The journal may still be writing the one before.</summary>
    public static QueuedJob Copy(
        QueuedJob job, QueuedJobState state, int attempts, DateTimeOffset? dueAt, DateTimeOffset? finishedAt, string? errors, byte[]? outcome) => new()
        {
            JobId = job.JobId,
            TenantId = job.TenantId,
            FlowId = job.FlowId,
            FlowVersion = job.FlowVersion,
            UserId = job.UserId,
            Source = job.Source,
            State = state,
            Node = job.Node,
            Position = job.Position,
            Attempts = attempts,
            DueAt = dueAt,
            CreatedAt = job.CreatedAt,
            FinishedAt = finishedAt,
            Errors = errors,
            Request = [],
            Outcome = outcome,
        };

    // A webhook (semantics section 3.2): the body for its nodes, an empty input for the chat, the flow's own session.
    private static RunInputs WebhookOf(QueuedJob job) => new()
    {
        Inputs = [new RunInput("", [], RunInput.Chat)],
        SessionId = job.FlowId.ToString(),
        Stream = false,
        WebhookBody = Encoding.UTF8.GetString(job.Request),
    };
}
