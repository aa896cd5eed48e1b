using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Messages;

namespace SkillFlaw.Storage.Journals;

public sealed class PostgresJournalTests(PostgresTestDatabase database) : JournalTests(database), IClassFixture<PostgresTestDatabase>
{
    [DatabaseFact]
    public async Task Append_WhenTheAnswerToACommitIsLost_IsStoredOnce()
    {
        var writer = Gated();
        await using var journal = Create(writer);
        var appends = Enumerable.Range(0, 20)
            .Select(i => journal.AppendAsync(MessageTable.Instance.Insert(Row($"{i}")), CancellationToken.None)).ToArray();
        await writer.Entered;

        writer.LoseNextAnswer(new NpgsqlException("Lost.", new IOException()));
        await Task.WhenAll(appends);

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"{i}"), await TextsAsync());
    }

    [DatabaseFact]
    public async Task Append_WhileTheServerCrashesAndComesBack_LosesNothingThatWasAnswered()
    {
        await using var server = await PostgresServer.StartAsync();
        var url = server.NewDatabase();
        await using var services = TestDatabase.Open(url, options => options.TimeLimit = TimeSpan.FromSeconds(1));
        await services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);
        var journal = services.GetRequiredService<Journal>();
        var answered = new ConcurrentBag<Guid>();
        var warm = new TaskCompletionSource();
        var failed = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();

        // Each append is a pair: half of one would be seen.
        var load = Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var pair = new[] { Row("one"), Row("other") };
                try
                {
                    await journal.AppendAsync([.. pair.Select(MessageTable.Instance.Insert)], CancellationToken.None);
                    Array.ForEach(pair, row => answered.Add(row.MessageId));
                    if (answered.Count > 500)
                    {
                        warm.TrySetResult();
                    }
                }
                catch (StorageUnavailableException)
                {
                    failed.TrySetResult();
                }
            }
        })).ToArray();
        await warm.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await server.KillAsync();
        await failed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        var before = answered.Count;
        await server.ResumeAsync();
        await journal.AppendAsync(MessageTable.Instance.Insert(Row("back")), CancellationToken.None);
        await stop.CancelAsync();
        await Task.WhenAll(load);

        // Without the connections that the crash has cut.
        await using var restarted = TestDatabase.Open(url);
        await using var context = restarted.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContext();
        var stored = await context.Messages.Select(row => new { row.MessageId, row.Text }).ToListAsync();
        Assert.NotEqual(0, before);
        Assert.Empty(answered.Except(stored.Select(row => row.MessageId)));
        Assert.Equal(stored.Count(row => row.Text == "one"), stored.Count(row => row.Text == "other"));
        Assert.Single(stored, row => row.Text == "back");
    }

    protected override Task LockAsync(SkillFlawDb context) =>
        context.Database.ExecuteSqlRawAsync("LOCK TABLE messages IN ACCESS EXCLUSIVE MODE");
}
