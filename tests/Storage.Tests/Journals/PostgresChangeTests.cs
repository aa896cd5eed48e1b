using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Jobs;

namespace SkillFlaw.Storage.Journals;

public sealed class PostgresChangeTests(PostgresTestDatabase database) : ChangeTests(database), IClassFixture<PostgresTestDatabase>
{
    [DatabaseFact]
    public async Task Change_WhenTheAnswerToItsCommitIsLost_IsNotRefused()
    {
        var jobs = Enumerable.Range(0, 20).Select(_ => Job()).ToArray();
        await AtOnceAsync([.. jobs.Select(JobTable.Instance.Insert)]);
        var writer = Gated();
        await using var journal = Create(writer);
        var appends = jobs.Select(job => journal.AppendAsync(Change(job, JobState.Succeeded), CancellationToken.None)).ToArray();
        await writer.Entered;

        writer.LoseNextAnswer(new NpgsqlException("Lost.", new IOException()));
        await Task.WhenAll(appends);

        Assert.Equal(JobState.Succeeded, (await ReadAsync(jobs[13])).State);
    }

    // The second append tells by its insert that it is stored. To make the change in front of it again would undo what came after.
    [DatabaseFact]
    public async Task Change_BesideAnInsertWhenTheAnswerIsLost_IsNotMadeAgain()
    {
        var job = Job();
        await AtOnceAsync([JobTable.Instance.Insert(job)]);
        var writer = Gated();
        await using var journal = Create(writer);
        var first = journal.AppendAsync(JobTable.Instance.Insert(Job()), CancellationToken.None);
        await writer.Entered;
        var change = journal.AppendAsync(Change(job, JobState.Cancelling), CancellationToken.None);
        var later = journal.AppendAsync([JobTable.Instance.Insert(Job()), Change(job, JobState.Cancelled)], CancellationToken.None);

        writer.LoseAnswerAfterNext(new NpgsqlException("Lost.", new IOException()));
        await Task.WhenAll(first, change, later);

        Assert.Equal(JobState.Cancelled, (await ReadAsync(job)).State);
    }

    [DatabaseFact]
    public async Task Change_WhileTheServerCrashesAndComesBack_LosesNothingThatWasAnsweredAndRefusesNothing()
    {
        await using var server = await PostgresServer.StartAsync();
        var url = server.NewDatabase();
        await using var services = TestDatabase.Open(url, options => options.TimeLimit = TimeSpan.FromSeconds(30));
        await services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);
        var journal = services.GetRequiredService<Journal>();
        var jobs = Enumerable.Range(0, 32).Select(_ => Job()).ToArray();
        await journal.AppendAsync([.. jobs.Select(JobTable.Instance.Insert)], CancellationToken.None);
        var answered = new ConcurrentDictionary<Guid, DateTimeOffset>();
        var appended = 0;
        var warm = new TaskCompletionSource();
        using var stop = new CancellationTokenSource();
        var load = jobs.Select(job => Task.Run(async () =>
        {
            for (var i = 1; !stop.IsCancellationRequested; i++)
            {
                var time = TestDatabase.Now.AddSeconds(i);
                await journal.AppendAsync(Change(job, JobState.Running, finished: time), CancellationToken.None);
                answered[job.JobId] = time;
                if (Interlocked.Increment(ref appended) > 1000)
                {
                    warm.TrySetResult();
                }
            }
        })).ToArray();

        await warm.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await server.KillAsync();
        await server.ResumeAsync();
        await journal.AppendAsync(JobTable.Instance.Insert(Job()), CancellationToken.None);
        await stop.CancelAsync();

        // No change is refused, though some may have been made twice. Read without the connections that the crash has cut.
        await Task.WhenAll(load);
        await using var restarted = TestDatabase.Open(url);
        await using var context = restarted.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContext();
        var stored = await context.Jobs.ToDictionaryAsync(job => job.JobId, job => job.FinishedAt);
        Assert.All(answered, last => Assert.Equal(last.Value, stored[last.Key]));
    }
}
