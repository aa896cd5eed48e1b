using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Messages;

namespace SkillFlaw.Bench.Storage;

/// <summary>What it costs to store rows through the journal: each append is answered when its rows are on the disk.</summary>
internal static class StorageBenchmark
{
    private const int Many = 50;

    internal static async Task RunAsync(Load load, string url)
    {
        await using var services = new ServiceCollection().AddSkillFlawStorage(options => options.Database = url).BuildServiceProvider();
        await services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);
        var journal = services.GetRequiredService<Journal>();
        var tenant = Guid.NewGuid();
        var flow = Guid.NewGuid();
        var node = Guid.NewGuid();
        var message = new Message(new string('x', 300)) { Sender = Message.Machine, SenderName = "AI" };
        var jobs = new Job[512];

        load.WriteHeader($"Storage: {DatabaseUrl.Parse(url)}");
        var latencies = new List<string>();
        foreach (var writers in new[] { 1, 64, 512 })
        {
            await MeasureAsync("message rows appended", writers, 1, (writer, _) =>
                [MessageTable.Instance.Insert((message with { SessionId = $"session {writer}" }).ToRow(tenant, flow, TimeProvider.System))]);
            await MeasureAsync("job rows appended", writers, 1, (writer, _) => [JobTable.Instance.Insert(jobs[writer] = NewJob())]);
            await MeasureAsync("job rows changed", writers, 1, (writer, i) =>
            {
                jobs[writer].State = i % 2 == 0 ? JobState.Cancelling : JobState.Running;
                return [JobTable.Instance.Change(jobs[writer])];
            });
            await MeasureAsync($"job rows appended, {Many} at once", writers, Many, (_, _) =>
                [.. Enumerable.Range(0, Many).Select(_ => JobTable.Instance.Insert(NewJob()))]);
        }

        load.WriteLine();
        latencies.ForEach(load.WriteLine);

        Job NewJob() => new()
        {
            JobId = Guid.CreateVersion7(),
            TenantId = tenant,
            FlowId = flow,
            UserId = 1,
            Node = node,
            CreatedAt = DateTimeOffset.UtcNow,
        };

        async Task MeasureAsync(string name, int writers, int rows, Func<int, int, JournalEntry[]> entries)
        {
            var times = Enumerable.Range(0, writers).Select(_ => new ConcurrentQueue<TimeSpan>()).ToArray();
            await load.MeasureAsync(name, writers, rows, async (writer, i) =>
            {
                var start = Stopwatch.GetTimestamp();
                await journal.AppendAsync(entries(writer, i), CancellationToken.None);
                times[writer].Enqueue(Stopwatch.GetElapsedTime(start));
            });
            var sorted = times.SelectMany(queue => queue).Order().ToArray();
            latencies.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, {writers}: p50 {sorted[sorted.Length / 2].TotalMilliseconds:F2} ms, p99 {sorted[sorted.Length * 99 / 100].TotalMilliseconds:F2} ms"));
        }
    }
}
