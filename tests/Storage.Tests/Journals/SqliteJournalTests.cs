using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Sqlite;

namespace SkillFlaw.Storage.Journals;

public sealed class SqliteJournalTests(SqliteTestDatabase database) : JournalTests(database), IClassFixture<SqliteTestDatabase>
{
    private readonly SqliteTestDatabase _database = database;

    [DatabaseFact]
    public async Task Append_WithTheDiskFull_FailsInTimeAndWorksAfterwards()
    {
        var disk = new SmallDisk();
        await using var context = _database.CreateContext();
        var connection = new SqliteConnectionStringBuilder { DataSource = _database.Path }.ConnectionString;
        await using var journal = Create(
            new SqliteBatchWriter(connection, disk, new WriteTurns(), context.Model), new JournalOptions { TimeLimit = TimeSpan.FromSeconds(1) });

        await Assert.ThrowsAsync<StorageUnavailableException>(() => journal.AppendAsync(
            [.. Enumerable.Range(0, 100).Select(_ => MessageTable.Instance.Insert(Row(new string('x', 10_000))))], CancellationToken.None));
        Assert.Empty(await TextsAsync());
        disk.IsFull = false;
        await journal.AppendAsync(MessageTable.Instance.Insert(Row("fits")), CancellationToken.None);

        Assert.Equal(["fits"], await TextsAsync());
    }

    [DatabaseFact]
    public async Task Append_MoreThanTheLogHolds_IsCopiedIntoTheFileMeanwhile()
    {
        // A page and more each. SQLite itself copies nothing before the log is eight times as long.
        var text = new string('x', 5_000);
        for (var i = 0; i < SqliteCheckpoints.Pages; i += 100)
        {
            await Journal.AppendAsync([.. Enumerable.Range(0, 100).Select(_ => MessageTable.Instance.Insert(Row(text)))], CancellationToken.None);
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (new FileInfo(_database.Path).Length < SqliteCheckpoints.Pages * 4096L)
        {
            Assert.True(await timer.WaitForNextTickAsync(limit.Token));
        }

        await Journal.AppendAsync(MessageTable.Instance.Insert(Row("after")), CancellationToken.None);
        Assert.Contains("after", await TextsAsync());
    }

    [DatabaseFact]
    public async Task Connections_OfAllKinds_AreSetUpForDurability()
    {
        await using var context = _database.CreateContext();

        Assert.Equal("wal", await ReadAsync<string>(context, "journal_mode"));
        Assert.Equal(2, await ReadAsync<long>(context, "synchronous"));
        Assert.Equal(1, await ReadAsync<long>(context, "foreign_keys"));
        Assert.Equal(30_000, await ReadAsync<long>(context, "busy_timeout"));
    }

    // In WAL the first write has the lock of the whole file.
    protected override Task LockAsync(SkillFlawDb context) => Task.CompletedTask;

    private static async Task<T> ReadAsync<T>(SkillFlawDb context, string pragma)
    {
        await context.Database.OpenConnectionAsync();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {pragma}";
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private sealed class SmallDisk() : SqliteSetup(TimeSpan.FromSeconds(1))
    {
        public volatile bool IsFull = true;

        internal override void Apply(SqliteConnection connection)
        {
            base.Apply(connection);
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA max_page_count = {(IsFull ? 1 : 1_000_000)}";
            command.ExecuteNonQuery();
        }
    }
}
