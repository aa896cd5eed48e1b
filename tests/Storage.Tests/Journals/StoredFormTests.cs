using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Monitoring;

namespace SkillFlaw.Storage.Journals;

/// <summary>The journal stores each value of each column exactly as EF does: type, letters, bytes.</summary>
public abstract class StoredFormTests(TestDatabase database)
{
    private static readonly string[] _texts =
        ["", "text", "a\0b\uE000", "\uD800 alone", "ünïcödé 😀 漢字", new('é', 5_000), "'\"\\\n"];

    private static readonly DateTimeOffset[] _times =
        [TestDatabase.Now, DateTimeOffset.UnixEpoch.AddTicks(-10), new(2026, 11, 22, 1, 2, 3, TimeSpan.FromHours(5))];

    [DatabaseFact]
    public async Task Insert_OfMessages_StoresWhatEFStores() => await CompareAsync(MessageTable.Instance, (i, tenant) => new StoredMessage
    {
        MessageId = Guid.NewGuid(),
        TenantId = tenant,
        FlowId = Id(i),
        Text = Text(i),
        Sender = i % 2 == 0 ? null : Text(i),
        Extra = i % 3 == 0 ? Text(i) : null,
        Error = i % 2 == 0,
        Duration = i % 2 == 0 ? null : -i,
        Timestamp = _times[i % _times.Length],
    });

    [DatabaseFact]
    public async Task Insert_OfJobs_StoresWhatEFStores() => await CompareAsync(JobTable.Instance, (i, tenant) => new Job
    {
        JobId = Guid.NewGuid(),
        TenantId = tenant,
        FlowId = Id(i),
        UserId = i % 2 == 0 ? int.MinValue : int.MaxValue,
        Visitor = i % 2 == 0 ? null : Text(i),
        State = (JobState)(i % 5),
        Node = Id(i),
        CreatedAt = _times[i % _times.Length],
        FinishedAt = i % 2 == 0 ? null : _times[i % _times.Length],
    });

    [DatabaseFact]
    public async Task Insert_OfLogEntries_StoresWhatEFStores() => await CompareAsync(JobLogTable.Instance, (i, tenant) => new JobLogEntry
    {
        TenantId = tenant,
        JobId = Guid.NewGuid(),
        Entry = i - 3L,
        LastNumber = i % 2 == 0 ? long.MaxValue : long.MinValue,
        Checkpoint = i % 3 == 0 ? null : i % 3 == 1 ? [] : [0, 1, 255],
        Events = new byte[i * 1000],
    });

    [DatabaseFact]
    public async Task Insert_OfTraces_StoresWhatEFStores()
    {
        await CompareAsync(TransactionTable.Instance, (i, tenant) => new Transaction
        {
            Id = Guid.NewGuid(),
            TenantId = tenant,
            FlowId = Id(i),
            VertexId = Text(i),
            TargetId = i % 2 == 0 ? null : Text(i),
            Inputs = Text(i),
            Succeeded = i % 2 == 0,
            Timestamp = _times[i % _times.Length],
        });
        await CompareAsync(VertexBuildTable.Instance, (i, tenant) => new VertexBuild
        {
            Id = Guid.NewGuid(),
            TenantId = tenant,
            FlowId = Id(i),
            VertexId = Text(i),
            JobId = Id(i),
            Valid = i % 2 == 0,
            Params = Text(i),
            Data = Text(i),
            Artifacts = Text(i),
            Timestamp = _times[i % _times.Length],
        });
    }

    /// <summary>Each column in a form that shows all of it.</summary>
    protected abstract string Show(string column);

    private static string Text(int i) => _texts[i % _texts.Length];

    private static Guid Id(int i) => new(0xABCDEF01, 0xCDEF, (ushort)i, 1, 2, 3, 4, 5, 0xFA, 7, 8);

    // Both ways of writing get rows that differ in their keys alone: few, which are single statements, and many, which are copied.
    private async Task CompareAsync<TRow>(JournalTable<TRow> table, Func<int, Guid, TRow> row)
        where TRow : class
    {
        var journal = database.Services.GetRequiredService<Journal>();
        foreach (var count in new[] { 1, 2 * 3 * 7 })
        {
            var (one, other) = (Guid.NewGuid(), Guid.NewGuid());
            await journal.AppendAsync([.. Enumerable.Range(0, count).Select(i => table.Insert(row(i, one)))], CancellationToken.None);
            await using var context = database.CreateContext();
            context.AddRange(Enumerable.Range(0, count).Select(i => row(i, other)));
            await context.SaveChangesAsync();

            var entity = context.Model.FindEntityType(typeof(TRow))!;
            var columns = entity.GetProperties()
                .Where(property => property.Name is "Entry" || (!property.IsPrimaryKey() && property.Name is not ("MessageId" or "TenantId")))
                .Select(property => Show($"\"{property.GetColumnName()}\""));
            var sql = $"SELECT {string.Join(" || '|' || ", columns)} AS \"Value\" FROM \"{entity.GetTableName()}\" WHERE tenant_id = {{0}}";
            var written = await context.Database.SqlQueryRaw<string>(sql, one).ToListAsync();
            var expected = await context.Database.SqlQueryRaw<string>(sql, other).ToListAsync();
            Assert.Equal(count, written.Count);
            Assert.Equal(expected.Order(StringComparer.Ordinal), written.Order(StringComparer.Ordinal));
        }
    }
}

public sealed class SqliteStoredFormTests(SqliteTestDatabase database) : StoredFormTests(database), IClassFixture<SqliteTestDatabase>
{
    protected override string Show(string column) => $"typeof({column}) || quote({column})";
}

public sealed class PostgresStoredFormTests(PostgresTestDatabase database) : StoredFormTests(database), IClassFixture<PostgresTestDatabase>
{
    protected override string Show(string column) => $"COALESCE('=' || {column}::text, 'null')";
}
