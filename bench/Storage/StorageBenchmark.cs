using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Messages;

namespace SkillFlaw.Bench.Storage;

/// <summary>What it costs to store a message through the journal: each append is answered when the row is on the disk.</summary>
internal static class StorageBenchmark
{
    internal static async Task RunAsync(Load load, string url)
    {
        await using var services = new ServiceCollection().AddSkillFlawStorage(options => options.Database = url).BuildServiceProvider();
        await services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);
        var journal = services.GetRequiredService<Journal>();
        var tenant = Guid.NewGuid();
        var flow = Guid.NewGuid();
        var message = new Message(new string('x', 300)) { Sender = Message.Machine, SenderName = "AI" };

        load.WriteHeader($"Storage: {DatabaseUrl.Parse(url)}");
        var latencies = new List<string>();
        foreach (var writers in new[] { 1, 64, 512 })
        {
            var times = Enumerable.Range(0, writers).Select(_ => new ConcurrentQueue<TimeSpan>()).ToArray();
            await load.MeasureAsync("message rows appended", writers, 1, async (writer, _) =>
            {
                var row = (message with { SessionId = $"session {writer}" }).ToRow(tenant, flow, TimeProvider.System);
                var start = Stopwatch.GetTimestamp();
                await journal.AppendAsync(MessageTable.Instance.Insert(row), CancellationToken.None);
                times[writer].Enqueue(Stopwatch.GetElapsedTime(start));
            });
            var sorted = times.SelectMany(queue => queue).Order().ToArray();
            latencies.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{writers} writers: p50 {sorted[sorted.Length / 2].TotalMilliseconds:F2} ms, p99 {sorted[sorted.Length * 99 / 100].TotalMilliseconds:F2} ms"));
        }

        load.WriteLine();
        latencies.ForEach(load.WriteLine);
    }
}
