using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Monitoring;
using SkillFlaw.Storage.Queue;

namespace SkillFlaw.Storage.Flows;

public abstract class FlowHistoryTests(TestDatabase database)
{
    [DatabaseFact]
    public async Task Delete_OfAFlow_LeavesRunningJobsAndOtherFlowsAndTenants()
    {
        var (tenant, flow) = (Guid.NewGuid(), Guid.NewGuid());
        var (otherFlow, otherTenant) = (Guid.NewGuid(), Guid.NewGuid());
        await StoreAsync(tenant, flow);
        await StoreAsync(tenant, otherFlow);
        await StoreAsync(otherTenant, flow);
        await using var context = database.CreateContext();

        await FlowHistory.DeleteAsync(context, tenant, flow, CancellationToken.None);

        Assert.Equal((0, 0, 0, 1, 1), await CountAsync(tenant, flow));
        Assert.Equal((1, 501, 501, 61, 61), await CountAsync(tenant, otherFlow));
        Assert.Equal((1, 501, 501, 61, 61), await CountAsync(otherTenant, flow));
        Assert.Equal((1, 1), await CountQueuedAsync(tenant, flow));
        Assert.Equal((61, 61), await CountQueuedAsync(tenant, otherFlow));
        Assert.Equal((61, 61), await CountQueuedAsync(otherTenant, flow));
    }

    private async Task StoreAsync(Guid tenant, Guid flow)
    {
        var entries = new List<JournalEntry> { MessageTable.Instance.Insert(new Message("x") { SessionId = "s" }.ToRow(tenant, flow, TimeProvider.System)) };
        for (var number = 0; number < 501; number++)
        {
            entries.Add(TransactionTable.Instance.Insert(new Transaction
            {
                Id = Guid.CreateVersion7(),
                TenantId = tenant,
                FlowId = flow,
                VertexId = "v",
                Inputs = "{}",
                Succeeded = true,
                Timestamp = TestDatabase.Now,
            }));
            entries.Add(VertexBuildTable.Instance.Insert(new VertexBuild
            {
                Id = Guid.CreateVersion7(),
                TenantId = tenant,
                FlowId = flow,
                VertexId = "v",
                JobId = Guid.NewGuid(),
                Valid = true,
                Params = "",
                Data = "{}",
                Artifacts = "{}",
                Timestamp = TestDatabase.Now,
            }));
        }

        for (var number = 0; number <= 60; number++)
        {
            var job = Guid.NewGuid();
            entries.Add(JobTable.Instance.Insert(new Job
            {
                JobId = job,
                TenantId = tenant,
                FlowId = flow,
                UserId = 1,
                Node = Guid.NewGuid(),
                CreatedAt = TestDatabase.Now,
                FinishedAt = number == 0 ? null : TestDatabase.Now,
            }));
            entries.Add(JobLogTable.Instance.Insert(new JobLogEntry { TenantId = tenant, JobId = job, Entry = 0, LastNumber = 0, Events = [] }));
            var queued = Guid.NewGuid();
            entries.Add(QueuedJobTable.Instance.Insert(new QueuedJob
            {
                JobId = queued,
                TenantId = tenant,
                FlowId = flow,
                FlowVersion = 1,
                UserId = 1,
                Source = JobSource.Webhook,
                State = number == 0 ? QueuedJobState.Queued : QueuedJobState.Dead,
                Node = Guid.NewGuid(),
                Position = number,
                CreatedAt = TestDatabase.Now,
                FinishedAt = number == 0 ? null : TestDatabase.Now,
                Request = [],
            }));
            entries.Add(JobLogTable.Instance.Insert(new JobLogEntry { TenantId = tenant, JobId = queued, Entry = 0, LastNumber = 0, Events = [] }));
        }

        await database.Services.GetRequiredService<Journal>().AppendAsync(entries, CancellationToken.None);
    }

    private async Task<(int Jobs, int Log)> CountQueuedAsync(Guid tenant, Guid flow)
    {
        await using var context = database.CreateContext();
        var jobs = context.QueuedJobs.Where(job => job.TenantId == tenant && job.FlowId == flow);
        return (await jobs.CountAsync(), await context.JobLog.CountAsync(entry => jobs.Any(job => job.JobId == entry.JobId)));
    }

    private async Task<(int Messages, int Builds, int Transactions, int Jobs, int Log)> CountAsync(Guid tenant, Guid flow)
    {
        await using var context = database.CreateContext();
        var jobs = context.Jobs.Where(job => job.TenantId == tenant && job.FlowId == flow);
        return (
            await context.Messages.CountAsync(message => message.TenantId == tenant && message.FlowId == flow),
            await context.VertexBuilds.CountAsync(build => build.TenantId == tenant && build.FlowId == flow),
            await context.Transactions.CountAsync(transaction => transaction.TenantId == tenant && transaction.FlowId == flow),
            await jobs.CountAsync(),
            await context.JobLog.CountAsync(entry => jobs.Any(job => job.JobId == entry.JobId)));
    }
}

public sealed class SqliteFlowHistoryTests(SqliteTestDatabase database) : FlowHistoryTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresFlowHistoryTests(PostgresTestDatabase database) : FlowHistoryTests(database), IClassFixture<PostgresTestDatabase>;
