using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Journals;

public abstract class JournalTests(TestDatabase database)
{
    private readonly Guid _tenant = Guid.NewGuid();
    private readonly Guid _flow = Guid.NewGuid();

    private protected Journal Journal => database.Services.GetRequiredService<Journal>();

    [DatabaseFact]
    public async Task Append_ByAThousandAtOnce_StoresEachOnceInTheOrderOfItsSessionInFewTransactions()
    {
        using var count = new BatchCount(Journal);

        await Task.WhenAll(Enumerable.Range(0, 10).SelectMany(session => Enumerable.Range(0, 100)
            .Select(i => Journal.AppendAsync(MessageTable.Instance.Insert(Row($"{i}", $"s{session}")), CancellationToken.None))));

        await using var context = database.CreateContext();
        var sessions = (await context.Messages.OfTenant(_tenant).OrderBy(row => row.Id).ToListAsync()).ToLookup(row => row.SessionId);
        Assert.Equal(10, sessions.Count);
        Assert.All(sessions, session => Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), session.Select(row => row.Text)));
        Assert.Equal(1000, count.Rows);
        Assert.InRange(count.Batches, 1, 100);
    }

    [DatabaseFact]
    public async Task Append_OfARowThatIsThere_FailsAlone()
    {
        var rows = Enumerable.Range(0, 100).Select(i => Row($"{i}")).ToArray();
        await Journal.AppendAsync(MessageTable.Instance.Insert(rows[37]), CancellationToken.None);

        var appends = rows.Select(row => Journal.AppendAsync(MessageTable.Instance.Insert(row), CancellationToken.None)).ToArray();
        await Task.WhenAll(appends).ContinueWith(_ => { }, TaskScheduler.Default);

        Assert.Equal([37], Enumerable.Range(0, 100).Where(i => appends[i].IsFaulted));
        await Assert.ThrowsAsync<RowRefusedException>(() => appends[37]);
        Assert.Equal(rows.Where(row => row != rows[37]).Prepend(rows[37]).Select(row => row.Text), await TextsAsync());
    }

    [DatabaseFact]
    public async Task Append_OfRowsThatBelongTogether_StoresAllOrNone()
    {
        var first = Row("first");
        var second = Row("second");
        await Journal.AppendAsync(MessageTable.Instance.Insert(first), CancellationToken.None);

        await Assert.ThrowsAsync<RowRefusedException>(() => Journal.AppendAsync(
            [MessageTable.Instance.Insert(second), MessageTable.Instance.Insert(first)], CancellationToken.None));

        Assert.Equal(["first"], await TextsAsync());
    }

    [DatabaseFact]
    public async Task Append_OfChangesOfOneRow_KeepsTheirOrder()
    {
        var kept = Row("a");
        var gone = Row("b");
        JournalEntry[] entries =
        [
            MessageTable.Instance.Insert(kept),
            MessageTable.Instance.Insert(gone),
            MessageTable.Instance.Replace(Row("a, changed", messageId: kept.MessageId)),
            MessageTable.Instance.Delete(_tenant, gone.MessageId),
            .. Enumerable.Range(0, 20).Select(i => MessageTable.Instance.Insert(Row($"{i}"))),
            MessageTable.Instance.Replace(Row("a, changed again", messageId: kept.MessageId)),
        ];

        await Task.WhenAll(entries.Select(entry => Journal.AppendAsync(entry, CancellationToken.None)));

        Assert.Equal(["a, changed again", .. Enumerable.Range(0, 20).Select(i => $"{i}")], await TextsAsync());
    }

    [DatabaseFact]
    public async Task Append_OfChangesOfAnotherTenantsRow_DoesNothing()
    {
        var row = Row("mine");
        await Journal.AppendAsync(MessageTable.Instance.Insert(row), CancellationToken.None);

        await Journal.AppendAsync(
            [
                MessageTable.Instance.Replace(Row("theirs", messageId: row.MessageId, tenant: Guid.NewGuid())),
                MessageTable.Instance.Delete(Guid.NewGuid(), row.MessageId),
            ],
            CancellationToken.None);

        Assert.Equal(["mine"], await TextsAsync());
    }

    [DatabaseFact]
    public async Task Append_CancelledWhileItWaits_IsNotStored()
    {
        var writer = Gated();
        await using var journal = Create(writer);
        using var cancellation = new CancellationTokenSource();
        var first = journal.AppendAsync(MessageTable.Instance.Insert(Row("first")), CancellationToken.None);
        await writer.Entered;
        var second = journal.AppendAsync(MessageTable.Instance.Insert(Row("second")), cancellation.Token);
        var third = journal.AppendAsync(MessageTable.Instance.Insert(Row("third")), CancellationToken.None);

        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        writer.Open();
        await Task.WhenAll(first, third);

        Assert.Equal(["first", "third"], await TextsAsync());
    }

    [DatabaseFact]
    public async Task Append_CancelledWhileItIsWritten_IsStored()
    {
        var writer = Gated();
        await using var journal = Create(writer);
        using var cancellation = new CancellationTokenSource();
        var append = journal.AppendAsync(MessageTable.Instance.Insert(Row("written")), cancellation.Token);
        await writer.Entered;

        await cancellation.CancelAsync();
        writer.Open();
        await append;

        Assert.Equal(["written"], await TextsAsync());
    }

    [DatabaseFact]
    public async Task Append_WithAFullQueue_FailsInTime()
    {
        var writer = Gated();
        await using var journal = Create(writer, new JournalOptions { QueueLength = 1, TimeLimit = TimeSpan.FromSeconds(1) });
        var written = journal.AppendAsync(MessageTable.Instance.Insert(Row("written")), CancellationToken.None);
        await writer.Entered;
        var queued = journal.AppendAsync(MessageTable.Instance.Insert(Row("queued")), CancellationToken.None);
        using var cancellation = new CancellationTokenSource();
        var cancelled = journal.AppendAsync(MessageTable.Instance.Insert(Row("cancelled")), cancellation.Token);
        var refused = journal.AppendAsync(MessageTable.Instance.Insert(Row("refused")), CancellationToken.None);

        try
        {
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
            await Assert.ThrowsAsync<StorageUnavailableException>(() => refused);

            // The disk hangs in the middle of the write: its caller gets an answer all the same, and so do those behind it.
            await Assert.ThrowsAsync<StorageUnavailableException>(() => written.WaitAsync(TimeSpan.FromSeconds(10)));
            await Assert.ThrowsAsync<StorageUnavailableException>(() => queued.WaitAsync(TimeSpan.FromSeconds(10)));
        }
        finally
        {
            writer.Open();
        }
    }

    [DatabaseFact]
    public async Task Dispose_WithRowsWaiting_WritesThemFirst()
    {
        var writer = Gated();
        var journal = Create(writer);
        var appends = Enumerable.Range(0, 100)
            .Select(i => journal.AppendAsync(MessageTable.Instance.Insert(Row($"{i}")), CancellationToken.None)).ToArray();
        await writer.Entered;

        var disposal = journal.DisposeAsync();
        var late = journal.AppendAsync(MessageTable.Instance.Insert(Row("late")), CancellationToken.None);
        writer.Open();
        await disposal;
        await Task.WhenAll(appends);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => late);
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), await TextsAsync());
    }

    [DatabaseFact]
    public async Task Append_WhileTheTableIsLocked_FailsInTimeAndWorksAfterwards()
    {
        await using var services = database.Open(options => options.TimeLimit = TimeSpan.FromSeconds(1));
        var journal = services.GetRequiredService<Journal>();
        await using var context = database.CreateContext();
        await using var transaction = await context.Database.BeginTransactionAsync();
        await LockAsync(context);

        var first = journal.AppendAsync(MessageTable.Instance.Insert(Row("first")), CancellationToken.None);
        var second = journal.AppendAsync(MessageTable.Instance.Insert(Row("second")), CancellationToken.None);
        await Assert.ThrowsAsync<StorageUnavailableException>(() => first.WaitAsync(TimeSpan.FromSeconds(10)));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => second.WaitAsync(TimeSpan.FromSeconds(10)));
        await transaction.RollbackAsync();
        await journal.AppendAsync(MessageTable.Instance.Insert(Row("third")), CancellationToken.None);

        Assert.Equal(["third"], await TextsAsync());
    }

    [DatabaseFact]
    public async Task Append_BesideOtherWriters_LetsThemWrite()
    {
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await Journal.AppendAsync(MessageTable.Instance.Insert(Row("load")), CancellationToken.None);
            }
        })).ToArray();

        try
        {
            for (var i = 0; i < 10; i++)
            {
                await database.AddUserAsync().WaitAsync(TimeSpan.FromSeconds(10));
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(load);
        }
    }

    private protected StoredMessage Row(string text, string session = "session", Guid? messageId = null, Guid? tenant = null) =>
        new Message(text) { Id = messageId, SessionId = session }.ToRow(tenant ?? _tenant, _flow, TimeProvider.System);

    private protected static Journal Create(IBatchWriter writer, JournalOptions? options = null) => new(
        writer, options ?? new JournalOptions(), TimeProvider.System, NullLogger<Journal>.Instance);

    protected abstract Task LockAsync(SkillFlawDb context);

    private protected GatedWriter Gated() => new(database.Services.GetRequiredService<Database>().CreateBatchWriter());

    protected async Task<IEnumerable<string>> TextsAsync()
    {
        await using var context = database.CreateContext();
        return await context.Messages.OfTenant(_tenant).OrderBy(row => row.Id).Select(row => row.Text).ToListAsync();
    }
}
