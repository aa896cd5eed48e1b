using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Monitoring;
using SkillFlaw.Storage.Queue;
using SkillFlaw.Storage.Repeats;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Retention;

public abstract class PastRemovalTests(TestDatabase database)
{
    private static readonly DateTimeOffset _start = DateTimeOffset.UtcNow;
    private static int _ids;

    private readonly Guid _tenant = Guid.NewGuid();
    private readonly Guid _flow = Guid.NewGuid();
    private readonly ShiftedClock _clock = new();

    [DatabaseFact]
    public async Task Run_TooManyTransactions_LeavesTheNewestOfEachFlow()
    {
        var (other, stranger) = (Guid.NewGuid(), Guid.NewGuid());
        await StoreAsync(Transactions(_tenant, _flow, 1_203));
        await StoreAsync(Transactions(_tenant, other, 5));
        await StoreAsync(Transactions(stranger, _flow, 7));

        await Removal(options => options.Transactions = 5).RunAsync(CancellationToken.None);

        Assert.Equal(["1198", "1199", "1200", "1201", "1202"], await TransactionsAsync(_tenant, _flow));
        Assert.Equal(["0", "1", "2", "3", "4"], await TransactionsAsync(_tenant, other));
        Assert.Equal(["2", "3", "4", "5", "6"], await TransactionsAsync(stranger, _flow));
    }

    [DatabaseFact]
    public async Task Run_ManyFlows_FindsAllOfThem()
    {
        var flows = Enumerable.Range(0, 250).Select(_ => Guid.NewGuid()).ToList();
        await StoreAsync(flows.SelectMany(flow => Transactions(_tenant, flow, 4)));

        await Removal(options => options.Transactions = 3).RunAsync(CancellationToken.None);

        await using var context = database.CreateContext();
        Assert.Equal(750, await context.Transactions.OfTenant(_tenant).CountAsync());
        Assert.Equal(0, await context.Transactions.OfTenant(_tenant).CountAsync(row => row.VertexId == "0"));
    }

    [DatabaseFact]
    public async Task Run_Again_FindsWhatIsNew()
    {
        var removal = Removal(options => options.Transactions = 3);
        await StoreAsync(Transactions(_tenant, _flow, 3));
        await removal.RunAsync(CancellationToken.None);
        await StoreAsync(Transactions(_tenant, _flow, 2));

        await removal.RunAsync(CancellationToken.None);

        Assert.Equal(["2", "0", "1"], await TransactionsAsync(_tenant, _flow));
    }

    [DatabaseFact]
    public async Task Run_RowsOfAClockThatIsWrong_AreFoundSomeHoursLater()
    {
        var removal = Removal(options => options.Transactions = 3);
        await removal.RunAsync(CancellationToken.None);
        await StoreAsync(Transactions(_tenant, _flow, 5, TestDatabase.Now.AddYears(-1)));
        await removal.RunAsync(CancellationToken.None);
        Assert.Equal(5, (await TransactionsAsync(_tenant, _flow)).Count);
        _clock.Shift = TimeSpan.FromHours(7);

        await removal.RunAsync(CancellationToken.None);

        Assert.Equal(["2", "3", "4"], await TransactionsAsync(_tenant, _flow));
    }

    [DatabaseFact]
    public async Task Run_TooManyBuilds_LeavesTheNewestOfEachVertex()
    {
        var other = Guid.NewGuid();
        await StoreAsync([.. Builds(_tenant, _flow, "a", 5), .. Builds(_tenant, _flow, "b", 1), .. Builds(_tenant, other, "a", 3)]);

        await Removal(_ => { }).RunAsync(CancellationToken.None);

        Assert.Equal(["a3", "a4", "b0"], await BuildsAsync(_flow));
        Assert.Equal(["a1", "a2"], await BuildsAsync(other));
    }

    [DatabaseFact]
    public async Task Run_TooManyVertices_LeavesTheNewestBuildsOfTheFlow()
    {
        await StoreAsync([.. Builds(_tenant, _flow, "z", 2), .. Builds(_tenant, _flow, "a", 2), .. Builds(_tenant, _flow, "m", 2)]);

        await Removal(options => options.Builds = 3).RunAsync(CancellationToken.None);

        Assert.Equal(["a1", "m0", "m1"], await BuildsAsync(_flow));
    }

    [DatabaseFact]
    public async Task Run_JobsThatEndedLongAgo_GoWithTheirLogs()
    {
        var (old, recent, running) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var now = DateTimeOffset.UtcNow;
        await StoreAsync([.. Job(old, now.AddMinutes(-61), 25), .. Job(recent, now.AddMinutes(-59), 2), .. Job(running, null, 2)]);

        await Removal(_ => { }).RunAsync(CancellationToken.None);

        await using var context = database.CreateContext();
        Guid[] left = [recent, running];
        Assert.Equal(left.Order(), (await context.Jobs.OfTenant(_tenant).Select(job => job.JobId).ToListAsync()).Order());
        var log = await context.JobLog.OfTenant(_tenant).Select(entry => entry.JobId).ToListAsync();
        Assert.Equal(left.Concat(left).Order(), log.Order());
    }

    [DatabaseFact]
    public async Task Run_MoreOldJobsThanABatch_RemovesAllOfThem()
    {
        var ended = DateTimeOffset.UtcNow.AddHours(-2);
        await StoreAsync(Enumerable.Range(0, 130).SelectMany(_ => Job(Guid.NewGuid(), ended, 1)));

        await Removal(_ => { }).RunAsync(CancellationToken.None);

        await using var context = database.CreateContext();
        Assert.Equal((0, 0), (await context.Jobs.OfTenant(_tenant).CountAsync(), await context.JobLog.OfTenant(_tenant).CountAsync()));
    }

    [DatabaseFact]
    public async Task Run_QueuedJobsThatEndedLongAgo_GoWithTheirLogs()
    {
        var now = DateTimeOffset.UtcNow;
        var (dead, recent, waiting) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await StoreAsync(
        [
            .. Enumerable.Range(0, 60).SelectMany(_ => Queued(Guid.NewGuid(), QueuedJobState.Succeeded, now.AddHours(-25))),
            .. Queued(Guid.NewGuid(), QueuedJobState.Cancelled, now.AddHours(-25)),
            .. Queued(Guid.NewGuid(), QueuedJobState.Dead, now.AddDays(-31)),
            .. Queued(dead, QueuedJobState.Dead, now.AddDays(-29)),
            .. Queued(recent, QueuedJobState.Succeeded, now.AddHours(-23)),
            .. Queued(waiting, QueuedJobState.Waiting, null),
        ]);

        await Removal(_ => { }).RunAsync(CancellationToken.None);

        await using var context = database.CreateContext();
        Guid[] left = [dead, recent, waiting];
        Assert.Equal(left.Order(), (await context.QueuedJobs.OfTenant(_tenant).Select(job => job.JobId).ToListAsync()).Order());
        var log = await context.JobLog.OfTenant(_tenant).Select(entry => entry.JobId).ToListAsync();
        Assert.Equal(left.Concat(left).Order(), log.Order());
    }

    [DatabaseFact]
    public async Task Run_RequestsOfYesterday_Go()
    {
        var now = DateTimeOffset.UtcNow;
        await StoreAsync(
        [
            .. Enumerable.Range(0, 501).Select(number => Requested($"old {number}", now.AddHours(-25))),
            Requested("new", now.AddHours(-23)),
        ]);

        await Removal(_ => { }).RunAsync(CancellationToken.None);

        await using var context = database.CreateContext();
        Assert.Equal(["new"], await context.RepeatableRequests.OfTenant(_tenant).Select(request => request.KeyHash).ToListAsync());
    }

    [DatabaseFact]
    public async Task Run_DocumentsNotUsedForDays_Go()
    {
        await using var context = database.CreateContext();
        context.JobDocuments.AddRange(Document("old", TimeSpan.FromDays(4)), Document("used", TimeSpan.FromDays(2)));
        await context.SaveChangesAsync();

        await Removal(_ => { }).RunAsync(CancellationToken.None);

        Assert.Equal(["used"], await context.JobDocuments.AsNoTracking().OfTenant(_tenant).Select(document => document.Hash).ToListAsync());
    }

    [DatabaseFact]
    public async Task Run_OldMessages_GoOnlyWhereThatIsAskedFor()
    {
        var now = DateTimeOffset.UtcNow;
        await StoreAsync(Enumerable.Range(0, 1_200).Select(_ => Said("old", now.AddDays(-31))));
        await StoreAsync([Said("new", now.AddDays(-29))]);

        await Removal(_ => { }).RunAsync(CancellationToken.None);
        var before = await SaidAsync();
        await Removal(options => options.Messages = TimeSpan.FromDays(30)).RunAsync(CancellationToken.None);

        Assert.Equal(1_201, before.Count);
        Assert.Equal(["new"], await SaidAsync());
    }

    [DatabaseFact]
    public async Task Run_OnSeveralNodesAtOnce_LeavesTheSame()
    {
        await StoreAsync(Transactions(_tenant, _flow, 1_500));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Task.Run(() => Removal(options => options.Transactions = 3).RunAsync(CancellationToken.None))));

        Assert.Equal(["1497", "1498", "1499"], await TransactionsAsync(_tenant, _flow));
    }

    [DatabaseFact]
    public async Task Run_WhileARoundGoesOn_DoesNothing()
    {
        await StoreAsync(Transactions(_tenant, _flow, 600));
        var removal = Removal(options => options.Transactions = 3);

        var rounds = new[] { removal.RunAsync(CancellationToken.None), removal.RunAsync(CancellationToken.None) };
        var deleted = await Task.WhenAll(rounds);

        Assert.True(deleted[0] >= 597, $"{deleted[0]} were deleted.");
        Assert.Equal(0, deleted[1]);
        Assert.Equal(0, await removal.RunAsync(CancellationToken.None));
    }

    [DatabaseFact]
    public async Task Run_Cancelled_StopsAndIsDoneByTheNext()
    {
        await StoreAsync(Transactions(_tenant, _flow, 10));
        var removal = Removal(options => options.Transactions = 3);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => removal.RunAsync(new CancellationToken(canceled: true)));
        await removal.RunAsync(CancellationToken.None);

        Assert.Equal(3, (await TransactionsAsync(_tenant, _flow)).Count);
    }

    private static IEnumerable<JournalEntry> Transactions(Guid tenant, Guid flow, int count, DateTimeOffset? first = null) =>
        Enumerable.Range(0, count).Select(number => TransactionTable.Instance.Insert(new Transaction
        {
            Id = NewId(first),
            TenantId = tenant,
            FlowId = flow,
            VertexId = $"{number}",
            Inputs = "{}",
            Succeeded = true,
            Timestamp = TestDatabase.Now,
        }));

    private static IEnumerable<JournalEntry> Builds(Guid tenant, Guid flow, string vertex, int count) =>
        Enumerable.Range(0, count).Select(number => VertexBuildTable.Instance.Insert(new VertexBuild
        {
            Id = NewId(),
            TenantId = tenant,
            FlowId = flow,
            VertexId = vertex,
            JobId = Guid.NewGuid(),
            Valid = true,
            Params = $"{number}",
            Data = "{}",
            Artifacts = "{}",
            Timestamp = TestDatabase.Now,
        }));

    // Each a millisecond after the one before: two of one millisecond have no order.
    private static Guid NewId(DateTimeOffset? first = null) =>
        Guid.CreateVersion7((first ?? _start).AddMilliseconds(Interlocked.Increment(ref _ids)));

    private IEnumerable<JournalEntry> Job(Guid job, DateTimeOffset? finished, int entries) =>
    [
        JobTable.Instance.Insert(new Job
        {
            JobId = job,
            TenantId = _tenant,
            FlowId = _flow,
            UserId = 1,
            State = finished is null ? JobState.Running : JobState.Succeeded,
            Node = Guid.NewGuid(),
            CreatedAt = TestDatabase.Now,
            FinishedAt = finished,
        }),
        .. Enumerable.Range(0, entries).Select(number => JobLogTable.Instance.Insert(
            new JobLogEntry { TenantId = _tenant, JobId = job, Entry = number, LastNumber = number, Events = [] })),
    ];

    private IEnumerable<JournalEntry> Queued(Guid job, QueuedJobState state, DateTimeOffset? finished) =>
    [
        QueuedJobTable.Instance.Insert(new QueuedJob
        {
            JobId = job,
            TenantId = _tenant,
            FlowId = _flow,
            FlowVersion = 1,
            UserId = 1,
            Source = JobSource.Webhook,
            State = state,
            Node = Guid.NewGuid(),
            Position = 1,
            CreatedAt = TestDatabase.Now,
            FinishedAt = finished,
            Request = [],
        }),
        .. Enumerable.Range(0, 2).Select(number => JobLogTable.Instance.Insert(
            new JobLogEntry { TenantId = _tenant, JobId = job, Entry = number, LastNumber = number, Events = [] })),
    ];

    private JournalEntry Requested(string key, DateTimeOffset time) => RepeatableRequestTable.Instance.Insert(new RepeatableRequest
    {
        TenantId = _tenant,
        KeyHash = key,
        RequestHash = "",
        JobId = Guid.NewGuid(),
        Node = Guid.NewGuid(),
        CreatedAt = time,
    });

    private JobDocument Document(string hash, TimeSpan age) =>
        new() { TenantId = _tenant, Hash = hash, Document = [1], UsedAt = DateTimeOffset.UtcNow - age };

    private JournalEntry Said(string text, DateTimeOffset time) => MessageTable.Instance.Insert(
        new Message(text) { SessionId = "s", Timestamp = time }.ToRow(_tenant, _flow, TimeProvider.System));

    private async Task StoreAsync(IEnumerable<JournalEntry> entries) =>
        await database.Services.GetRequiredService<Journal>().AppendAsync([.. entries], CancellationToken.None);

    private async Task<List<string>> TransactionsAsync(Guid tenant, Guid flow)
    {
        await using var context = database.CreateContext();
        return await context.Transactions.OfTenant(tenant).Where(row => row.FlowId == flow)
            .OrderBy(row => row.Id).Select(row => row.VertexId).ToListAsync();
    }

    private async Task<List<string>> BuildsAsync(Guid flow)
    {
        await using var context = database.CreateContext();
        return await context.VertexBuilds.OfTenant(_tenant).Where(row => row.FlowId == flow)
            .OrderBy(row => row.VertexId).ThenBy(row => row.Id).Select(row => row.VertexId + row.Params).ToListAsync();
    }

    private async Task<List<string>> SaidAsync()
    {
        await using var context = database.CreateContext();
        return await context.Messages.OfTenant(_tenant).Select(message => message.Text).ToListAsync();
    }

    private PastRemoval Removal(Action<RetentionOptions> configure)
    {
        var options = new RetentionOptions();
        configure(options);
        return new PastRemoval(
            database.Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>(), Options.Create(options), _clock, NullLogger<PastRemoval>.Instance);
    }

    /// <summary>A clock that goes wrong, and waits right.</summary>
    private sealed class ShiftedClock : TimeProvider
    {
        public TimeSpan Shift { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Shift;
    }
}

public sealed class SqlitePastRemovalTests(SqliteTestDatabase database) : PastRemovalTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresPastRemovalTests(PostgresTestDatabase database) : PastRemovalTests(database), IClassFixture<PostgresTestDatabase>;
