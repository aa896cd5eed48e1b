using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Monitoring;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Journals;

/// <summary>Changes with a fence: the job's node must still be the one of the change.</summary>
public abstract class ChangeTests(TestDatabase database)
{
    private readonly Guid _tenant = Guid.NewGuid();
    private readonly Guid _node = Guid.NewGuid();

    private Journal Journal => database.Services.GetRequiredService<Journal>();

    [DatabaseFact]
    public async Task Change_WithTheSameFence_WritesTheChangingColumnsAlone()
    {
        var before = Job();
        await Journal.AppendAsync(JobTable.Instance.Insert(before), CancellationToken.None);

        await Journal.AppendAsync(Change(before, JobState.Succeeded, user: 99, finished: TestDatabase.Now), CancellationToken.None);

        var after = await ReadAsync(before);
        Assert.Equal((JobState.Succeeded, TestDatabase.Now, before.UserId), (after.State, after.FinishedAt, after.UserId));
        await Journal.AppendAsync(Change(before, JobState.Running), CancellationToken.None);
        after = await ReadAsync(before);
        Assert.Equal((JobState.Running, null), (after.State, after.FinishedAt));
    }

    [DatabaseFact]
    public async Task Change_WithAnotherFence_IsRefusedWithAllOfItsAppend()
    {
        var mine = Job();
        var others = Job(node: Guid.NewGuid());
        var never = Job();
        await Journal.AppendAsync([JobTable.Instance.Insert(mine), JobTable.Instance.Insert(others)], CancellationToken.None);

        await Assert.ThrowsAsync<RowRefusedException>(() => Journal.AppendAsync(
            [JobTable.Instance.Insert(never), Change(mine, JobState.Failed), Change(others, JobState.Failed, node: _node)], CancellationToken.None));

        Assert.Equal(JobState.Running, (await ReadAsync(mine)).State);
        Assert.Equal(JobState.Running, (await ReadAsync(others)).State);
        Assert.Equal(2, await CountAsync());
    }

    [DatabaseFact]
    public async Task Change_OfARowThatIsGoneOrAnotherTenants_IsRefused()
    {
        var job = Job();
        await Journal.AppendAsync(JobTable.Instance.Insert(job), CancellationToken.None);

        await Assert.ThrowsAsync<RowRefusedException>(() => Journal.AppendAsync(Change(Job(), JobState.Failed), CancellationToken.None));
        await Assert.ThrowsAsync<RowRefusedException>(() => Journal.AppendAsync(
            Change(job, JobState.Failed, tenant: Guid.NewGuid()), CancellationToken.None));

        Assert.Equal(JobState.Running, (await ReadAsync(job)).State);
    }

    [DatabaseFact]
    public async Task Change_AfterTheFenceHasMoved_IsRefusedForTheOldOneOnly()
    {
        var job = Job();
        await Journal.AppendAsync(JobTable.Instance.Insert(job), CancellationToken.None);
        var successor = Guid.NewGuid();

        var appends = await AtOnceAsync(
            [Change(job, JobState.Cancelling)],
            [JobTable.Instance.Replace(Copy(job, JobState.Running, node: successor))],
            [Change(job, JobState.Failed)],
            [Change(job, JobState.Succeeded, node: successor)]);

        Assert.Equal([false, false, true, false], appends.Select(append => append.IsFaulted));
        var after = await ReadAsync(job);
        Assert.Equal((JobState.Succeeded, successor), (after.State, after.Node));
    }

    [DatabaseFact]
    public async Task Change_InABatchOfHundreds_IsRefusedAlone()
    {
        var jobs = Enumerable.Range(0, 300).Select(_ => Job()).ToArray();
        await Journal.AppendAsync([.. jobs.Select(JobTable.Instance.Insert)], CancellationToken.None);
        int[] refused = [0, 17, 150, 151, 299];

        var appends = await AtOnceAsync([.. jobs.Select((job, i) =>
            new[] { Change(job, JobState.Succeeded, node: refused.Contains(i) ? Guid.NewGuid() : null) })]);

        Assert.Equal(refused, Enumerable.Range(0, jobs.Length).Where(i => appends[i].IsFaulted));
        foreach (var i in refused)
        {
            await Assert.ThrowsAsync<RowRefusedException>(() => appends[i]);
        }

        await using var context = database.CreateContext();
        var states = await context.Jobs.OfTenant(_tenant).ToDictionaryAsync(job => job.JobId, job => job.State);
        Assert.Equal(refused.Select(i => jobs[i].JobId).Order(), states.Where(state => state.Value is JobState.Running).Select(state => state.Key).Order());
    }

    [DatabaseFact]
    public async Task Change_OfARowOfTheSameAppend_ComesAfterItsInsert()
    {
        var jobs = Enumerable.Range(0, 40).Select(_ => Job()).ToArray();

        var appends = await AtOnceAsync([.. jobs.Select(job => new[]
        {
            JobTable.Instance.Insert(job), Change(job, JobState.Cancelling), Change(job, JobState.Cancelled, finished: TestDatabase.Now),
        })]);

        Assert.All(appends, append => Assert.True(append.IsCompletedSuccessfully));
        await using var context = database.CreateContext();
        Assert.Equal(40, await context.Jobs.OfTenant(_tenant).CountAsync(job => job.State == JobState.Cancelled && job.FinishedAt != null));
    }

    [DatabaseFact]
    public async Task Change_BeforeItsRowIsInserted_IsRefused()
    {
        var jobs = Enumerable.Range(0, 20).Select(_ => Job()).ToArray();

        var appends = await AtOnceAsync(
            [.. jobs.Select(job => new[] { Change(job, JobState.Failed) }), .. jobs.Select(job => new[] { JobTable.Instance.Insert(job) })]);

        Assert.All(appends[..20], append => Assert.True(append.IsFaulted));
        Assert.All(appends[20..], append => Assert.True(append.IsCompletedSuccessfully));
        await using var context = database.CreateContext();
        Assert.Equal(20, await context.Jobs.OfTenant(_tenant).CountAsync(job => job.State == JobState.Running));
    }

    // What the database must make of any batch is what happens when its appends are made one after the other.
    [DatabaseFact]
    public async Task Append_OfRandomBatches_EndsAsOneAfterTheOther()
    {
        var random = new Random(20261122);
        for (var round = 0; round < 20; round++)
        {
            var jobs = Enumerable.Range(0, 12).Select(_ => Job()).ToArray();
            var expected = new Dictionary<Guid, (JobState State, Guid Node)>();
            var appends = new List<JournalEntry[]>();
            var fails = new List<bool>();
            for (var i = 0; i < 60; i++)
            {
                var trial = new Dictionary<Guid, (JobState State, Guid Node)>(expected);
                var entries = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Any(random, jobs[random.Next(jobs.Length)])).ToArray();
                fails.Add(!entries.All(entry => Apply(entry, trial)));
                expected = fails[^1] ? expected : trial;
                appends.Add(entries);
            }

            var results = await AtOnceAsync([.. appends]);

            Assert.Equal(fails, results.Select(result => result.IsFaulted));
            await using var context = database.CreateContext();
            var ids = jobs.Select(job => job.JobId).ToArray();
            var stored = await context.Jobs.OfTenant(_tenant).Where(job => ids.Contains(job.JobId)).ToDictionaryAsync(job => job.JobId, job => (job.State, job.Node));
            Assert.Equal(expected.OrderBy(row => row.Key), stored.OrderBy(row => row.Key));
        }
    }

    [Fact]
    public void Table_ThatChangesItsFenceOrItsKey_CannotBeMade()
    {
        Assert.Throws<ArgumentException>(() => new OtherTable([nameof(Jobs.Job.Node)], [nameof(Jobs.Job.Node)]));
        Assert.Throws<ArgumentException>(() => new OtherTable([nameof(Jobs.Job.State), nameof(Jobs.Job.TenantId)], []));
    }

    [Fact]
    public void Change_OfATableWithoutChanges_CannotBeMade()
    {
        var row = new Transaction
        {
            Id = Guid.NewGuid(),
            TenantId = _tenant,
            FlowId = _tenant,
            VertexId = "",
            Inputs = "",
            Succeeded = true,
            Timestamp = TestDatabase.Now,
        };

        Assert.Throws<InvalidOperationException>(() => TransactionTable.Instance.Change(row));
    }

    [DatabaseFact]
    public async Task Change_WithAnEmptyFenceColumn_ComparesThatToo()
    {
        var table = new OtherTable([nameof(Jobs.Job.State)], [nameof(Jobs.Job.Visitor)]);
        var open = Job();
        await Journal.AppendAsync(table.Insert(open), CancellationToken.None);

        await Assert.ThrowsAsync<RowRefusedException>(() => Journal.AppendAsync(table.Change(Copy(open, JobState.Failed, visitor: "v")), CancellationToken.None));
        await Journal.AppendAsync(table.Change(Copy(open, JobState.Succeeded)), CancellationToken.None);

        Assert.Equal(JobState.Succeeded, (await ReadAsync(open)).State);
    }

    private protected Job Job(Guid? node = null) => new()
    {
        JobId = Guid.NewGuid(),
        TenantId = _tenant,
        FlowId = Guid.NewGuid(),
        UserId = 7,
        Node = node ?? _node,
        CreatedAt = TestDatabase.Now,
    };

    private protected static Job Copy(
        Job job, JobState state, Guid? node = null, DateTimeOffset? finished = null, int? user = null, Guid? tenant = null, string? visitor = null) => new()
        {
            JobId = job.JobId,
            TenantId = tenant ?? job.TenantId,
            FlowId = job.FlowId,
            UserId = user ?? job.UserId,
            Visitor = visitor,
            Node = node ?? job.Node,
            CreatedAt = job.CreatedAt,
            State = state,
            FinishedAt = finished,
        };

    private protected static JournalEntry Change(
        Job job, JobState state, Guid? node = null, DateTimeOffset? finished = null, int? user = null, Guid? tenant = null) =>
        JobTable.Instance.Change(Copy(job, state, node, finished, user, tenant));

    // The first append is being written while all others come: they are one batch.
    private protected async Task<Task[]> AtOnceAsync(params JournalEntry[][] appends)
    {
        var writer = Gated();
        await using var journal = Create(writer);
        var first = journal.AppendAsync(JobTable.Instance.Insert(Copy(Job(), JobState.Running, tenant: Guid.NewGuid())), CancellationToken.None);
        await writer.Entered;
        var tasks = appends.Select(entries => journal.AppendAsync(entries, CancellationToken.None)).ToArray();
        writer.Open();
        await first;
        await Task.WhenAll(tasks).ContinueWith(_ => { }, TaskScheduler.Default);
        return tasks;
    }

    private protected GatedWriter Gated() => new(database.Services.GetRequiredService<Database>().CreateBatchWriter());

    private protected static Journal Create(IBatchWriter writer) => new(
        writer, new JournalOptions(), TimeProvider.System, NullLogger<Journal>.Instance);

    private protected async Task<Job> ReadAsync(Job job)
    {
        await using var context = database.CreateContext();
        return await context.Jobs.AsNoTracking().SingleAsync(row => row.JobId == job.JobId);
    }

    private JournalEntry Any(Random random, Job job)
    {
        var row = Copy(job, (JobState)random.Next(5), node: random.Next(3) == 0 ? Guid.Empty : _node);
        return random.Next(6) switch
        {
            0 or 1 => JobTable.Instance.Insert(row),
            2 => JobTable.Instance.Replace(row),
            _ => JobTable.Instance.Change(row),
        };
    }

    private static bool Apply(JournalEntry entry, Dictionary<Guid, (JobState State, Guid Node)> rows)
    {
        var row = (Job)entry.Row!;
        var isThere = rows.TryGetValue(row.JobId, out var stored);
        switch (entry.Operation)
        {
            case JournalOperation.Insert when !isThere:
            case JournalOperation.Replace when isThere:
                rows[row.JobId] = (row.State, row.Node);
                return true;
            case JournalOperation.Change when isThere && stored.Node == row.Node:
                rows[row.JobId] = (row.State, stored.Node);
                return true;
            default:
                return entry.Operation is JournalOperation.Replace;
        }
    }

    private async Task<int> CountAsync()
    {
        await using var context = database.CreateContext();
        return await context.Jobs.OfTenant(_tenant).CountAsync();
    }

    private sealed class OtherTable(string[] changing, string[] fence)
        : JournalTable<Job>([nameof(Jobs.Job.TenantId), nameof(Jobs.Job.JobId)], changing, fence)
    {
        protected override int SizeOf(Job row) => 256;
    }
}

public sealed class SqliteChangeTests(SqliteTestDatabase database) : ChangeTests(database), IClassFixture<SqliteTestDatabase>;
