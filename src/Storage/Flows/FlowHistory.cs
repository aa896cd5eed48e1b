using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Monitoring;
using SkillFlaw.Storage.Queue;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Flows;

/// <summary>All that was said and done in a flow. No foreign key removes it when the flow is deleted.</summary>
public static class FlowHistory
{
    private const int BatchSize = 500;

    /// <summary>
    /// Deletes what begins the flow from outside, and then its messages, builds, transactions and finished jobs, a batch at a time: runs of other
    /// flows write to the same tables meanwhile. Its named sessions go with its row.
    /// </summary>
    public static async Task DeleteAsync(SkillFlawDb database, Guid tenantId, Guid flowId, CancellationToken cancellationToken)
    {
        await database.WebhookSignatures.OfTenant(tenantId).Where(signature => signature.FlowId == flowId).ExecuteDeleteAsync(cancellationToken);
        await database.Schedules.OfTenant(tenantId).Where(schedule => schedule.FlowId == flowId).ExecuteDeleteAsync(cancellationToken);
        await FlowMessages.DeleteAsync(database, tenantId, flowId, cancellationToken);
        await DeleteAsync(database.VertexBuilds, tenantId, flowId, cancellationToken);
        await DeleteAsync(database.Transactions, tenantId, flowId, cancellationToken);
        var jobs = database.Jobs.OfTenant(tenantId).Where(job => job.FlowId == flowId && job.FinishedAt != null)
            .Select(job => job.JobId).OrderBy(id => id).Take(FinishedJobs.BatchSize);
        while (await jobs.ToListAsync(cancellationToken) is { Count: > 0 } some)
        {
            await FinishedJobs.DeleteAsync(database, tenantId, some, cancellationToken);
        }

        var queued = database.QueuedJobs.OfTenant(tenantId).Where(job => job.FlowId == flowId && job.FinishedAt != null)
            .Select(job => job.JobId).OrderBy(id => id).Take(FinishedJobs.BatchSize);
        while (await queued.ToListAsync(cancellationToken) is { Count: > 0 } some)
        {
            await FinishedQueuedJobs.DeleteAsync(database, tenantId, some, cancellationToken);
        }
    }

    /// <summary>Deletes what was built or executed in a flow, a batch at a time.</summary>
    public static async Task DeleteAsync<TRow>(DbSet<TRow> rows, Guid tenantId, Guid flowId, CancellationToken cancellationToken)
        where TRow : class, IFlowTrace
    {
        var batch = rows.OfTenant(tenantId).Where(row => row.FlowId == flowId).Select(row => row.Id).OrderBy(id => id).Take(BatchSize);
        while (await rows.Where(row => batch.Contains(row.Id)).ExecuteDeleteAsync(cancellationToken) == BatchSize)
        {
        }
    }
}
