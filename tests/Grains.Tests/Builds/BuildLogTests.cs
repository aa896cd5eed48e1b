using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Monitoring;

namespace SkillFlaw.Grains.Builds;

public sealed class BuildLogTests(TestServer server) : IClassFixture<TestServer>
{
    private readonly JobKey _key = new(server.TenantId, Guid.NewGuid());

    [Fact]
    public async Task Add_BeforeItIsStored_IsSeenByNobody()
    {
        var log = NewLog();
        log.Add(writer => writer.WriteNumberValue(1));

        Assert.Empty(log.ReadAfter(0, hasEnded: false).Batches);
        Assert.Equal((2, 0), (log.NextNumber, log.LastStored));
        await log.SealAsync(null, [], []);

        Assert.Equal("1\n", Text(log.ReadAfter(0, hasEnded: false)));
        Assert.Equal([(0L, 1L, "1\n")], await StoredAsync());
    }

    [Fact]
    public async Task Seal_OfSeveral_KeepsTheirOrderAndCheckpoints()
    {
        var log = NewLog();
        var sealing = new List<Task>();
        for (var number = 1; number <= 5; number++)
        {
            var text = number;
            log.Add(writer => writer.WriteNumberValue(text));
            sealing.Add(log.SealAsync([(byte)number], [], []));
        }

        sealing.Add(log.SealAsync([9], [], []));
        await Task.WhenAll(sealing);

        Assert.Equal([(0, 1, "1\n"), (1, 2, "2\n"), (2, 3, "3\n"), (3, 4, "4\n"), (4, 5, "5\n"), (5L, 5L, "")], await StoredAsync());
        Assert.Equal("3\n4\n5\n", Text(log.ReadAfter(2, hasEnded: false)));
        var checkpoints = await Logs.ReadCheckpointsAsync(_key.TenantId, _key.JobId, CancellationToken.None).ToListAsync();
        Assert.Equal([1, 2, 3, 4, 5, 9], checkpoints.Select(entry => entry.Checkpoint!.Single()));
    }

    [Fact]
    public async Task ReadAfter_BeyondTheWindow_SendsToTheDatabase()
    {
        var log = NewLog();
        var large = new string('x', 100 << 10);
        for (var number = 0; number < 5; number++)
        {
            log.Add(writer => writer.WriteStringValue(large));
            await log.SealAsync(null, [], []);
        }

        Assert.True(log.ReadAfter(0, hasEnded: false) is { AreStored: true, Batches.IsEmpty: true });
        Assert.True(log.ReadAfter(2, hasEnded: true) is { AreStored: true, Batches.IsEmpty: true });
        Assert.Equal(2, log.ReadAfter(3, hasEnded: false).Batches.Length);
        Assert.True(log.ReadAfter(5, hasEnded: true) is { AreStored: false, HasEnded: true, Batches.IsEmpty: true });
    }

    [Fact]
    public async Task ReadAfter_EventLargerThanTheWindow_HasIt()
    {
        var log = NewLog();
        log.Add(writer => writer.WriteStringValue(new string('x', 300 << 10)));
        await log.SealAsync(null, [], []);

        Assert.Single(log.ReadAfter(0, hasEnded: false).Batches);
    }

    [Fact]
    public async Task Flush_WhileTheDatabaseIsSlow_GathersWhatComes()
    {
        var log = NewLog();
        await using (var other = new SqliteConnection($"Data Source={server.DatabaseFile};Pooling=False"))
        {
            await other.OpenAsync();
            await using var taken = other.CreateCommand();
            taken.CommandText = "BEGIN IMMEDIATE";
            await taken.ExecuteNonQueryAsync();
            for (var number = 1; number <= 100; number++)
            {
                var text = number;
                log.Add(writer => writer.WriteNumberValue(text));
                log.Flush();
            }

            Assert.Empty(log.ReadAfter(0, hasEnded: false).Batches);
            Assert.True(log.WhenRoom().IsCompleted);
            log.Add(writer => writer.WriteStringValue(new string('x', 2 << 20)));
            Assert.False(log.WhenRoom().IsCompleted);
        }

        await log.WhenRoom();
        await log.SealAsync(null, [], []);

        var stored = await StoredAsync();
        Assert.Equal([(0L, 1L), (1, 101), (2, 101)], stored.Select(entry => (entry.Entry, entry.LastNumber)));
        Assert.Equal(string.Concat(Enumerable.Range(1, 100).Select(number => $"{number}\n")), string.Concat(stored.Select(entry => entry.Events))[..292]);
    }

    [Fact]
    public async Task Seal_EntryThatSomebodyElseHasTaken_IsLostWithAllThatFollows()
    {
        var (first, second) = (NewLog(), NewLog());
        var lost = NewJob(JobState.Failed);
        first.Add(writer => writer.WriteStringValue("first"));
        await first.SealAsync(null, [], []);
        second.Add(writer => writer.WriteStringValue("second"));

        var refused = second.SealAsync(null, [JobTable.Instance.Insert(lost)], []);
        second.Add(writer => writer.WriteStringValue("third"));
        var behind = second.SealAsync(null, [], []);

        await Assert.ThrowsAsync<BuildLostException>(() => refused);
        await Assert.ThrowsAsync<BuildLostException>(() => behind);
        await Assert.ThrowsAsync<BuildLostException>(() => second.SealAsync(null, [], []));
        second.Add(writer => writer.WriteStringValue("fourth"));
        second.Flush();
        await second.WhenRoom();
        Assert.Empty(second.ReadAfter(0, hasEnded: false).Batches);
        Assert.Equal([(0L, 1L, "\"first\"\n")], await StoredAsync());
        Assert.Null(await Logs.FindAsync(_key.TenantId, _key.JobId, CancellationToken.None));
    }

    [Fact]
    public async Task Add_AfterTheLogIsLost_CountsAsNotStored()
    {
        var (first, second) = (NewLog(), NewLog());
        await first.SealAsync([1], [], []);
        await Assert.ThrowsAsync<BuildLostException>(() => second.SealAsync([2], [], []));

        second.Add(writer => writer.WriteStringValue("the end"));

        Assert.Equal((2, 0), (second.NextNumber, second.LastStored));
    }

    [Fact]
    public async Task Seal_RecordThatIsRefused_IsStoredWithout()
    {
        var log = NewLog();
        var record = NewRecord();
        await Journal.AppendAsync(VertexBuildTable.Instance.Insert(record), CancellationToken.None);

        log.Add(writer => writer.WriteNumberValue(1));
        await log.SealAsync(null, [JobTable.Instance.Insert(NewJob(JobState.Running))], [VertexBuildTable.Instance.Insert(record)]);

        Assert.Equal([(0L, 1L, "1\n")], await StoredAsync());
        Assert.NotNull(await Logs.FindAsync(_key.TenantId, _key.JobId, CancellationToken.None));
    }

    private Journal Journal => server.Services.GetRequiredService<Journal>();

    private JobLogs Logs => server.Services.GetRequiredService<JobLogs>();

    private BuildLog NewLog() => new(Journal, _key, 0, 0);

    private Job NewJob(JobState state) => new()
    {
        JobId = _key.JobId,
        TenantId = _key.TenantId,
        FlowId = Guid.NewGuid(),
        UserId = server.UserId,
        State = state,
        Node = Guid.NewGuid(),
        CreatedAt = DateTimeOffset.UnixEpoch,
        FinishedAt = DateTimeOffset.UnixEpoch,
    };

    private VertexBuild NewRecord() => new()
    {
        Id = Guid.NewGuid(),
        TenantId = _key.TenantId,
        FlowId = Guid.NewGuid(),
        VertexId = "v",
        JobId = _key.JobId,
        Valid = true,
        Params = "",
        Data = "{}",
        Artifacts = "{}",
        Timestamp = DateTimeOffset.UnixEpoch,
    };

    private async Task<List<(long Entry, long LastNumber, string Events)>> StoredAsync()
    {
        await using var database = await server.Databases.CreateDbContextAsync();
        var entries = await database.JobLog.AsNoTracking().Where(entry => entry.JobId == _key.JobId).OrderBy(entry => entry.Entry).ToListAsync();
        return [.. entries.Select(entry => (entry.Entry, entry.LastNumber, Encoding.UTF8.GetString(entry.Events)))];
    }

    private static string Text(BuildEvents events) => string.Concat(events.Batches.Select(batch => Encoding.UTF8.GetString(batch.Lines.AsSpan())));
}
