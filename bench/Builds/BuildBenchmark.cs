using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SkillFlaw.Bench.Builds;

/// <summary>
/// Builds flows on a server in a process of its own, and reads their events: builds a second, events a second to many readers, how late they
/// come, and what polls cost. The CPU figures are those of the server's process; the client takes its share of the machine beside.
/// </summary>
internal static class BuildBenchmark
{
    private const int Loops = 64;
    private const int Readers = 1_000;
    private const int Rows = 200;

    public static async Task RunAsync(TimeSpan round, string url, string apiKey, int processId, TextWriter output)
    {
        using var client = new BuildClient(url, apiKey);
        var chain = await client.SaveAsync("chain", BuildFlows.Chain());
        output.WriteLine();
        output.WriteLine("| builds of five vertices, 64 at once | per second | server CPU µs each |");
        output.WriteLine("| --- | ---: | ---: |");
        for (var pass = 0; pass < 2; pass++)
        {
            var name = pass == 0 ? "(warm-up) " : "";
            await MeasureAsync($"{name}accepted, nobody reads", async _ => await client.StartAsync(chain), round, processId, output);
            await WaitUntilIdleAsync(processId);
            await MeasureAsync($"{name}accepted, then all events read", async _ => Check(await client.ReadAsync(await client.StartAsync(chain))), round, processId, output);
            await MeasureAsync($"{name}direct: the events are the answer", async _ => Check(await client.BuildDirectAsync(chain)), round, processId, output);
        }

        var ended = await client.StartAsync(chain);
        _ = await client.ReadAsync(ended);
        var last = Check(await client.PollAsync(ended, ""));
        await MeasureAsync("a poll that finds nothing new (numbered)", async _ => await client.PollAsync(ended, $"&after={last}"), round, processId, output);
        await MeasureAsync("a poll that finds all nine events (numbered)", async _ => Check(await client.PollAsync(ended, "&after=0")), round, processId, output);
        await MeasureAsync("a poll after the end (shared position)", async _ => await client.PollAsync(ended, ""), round, processId, output);
        await FollowAsync(client, processId, output);
    }

    private static int Check(int events) => events is 9
        ? events
        : throw new InvalidOperationException($"A build of the chain has 9 events, not {events}.");

    private static async Task MeasureAsync(string name, Func<int, Task> operation, TimeSpan round, int processId, TextWriter output)
    {
        var cpu = CpuOf(processId);
        var watch = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, Loops).Select(loop => Task.Run(async () =>
        {
            var count = 0;
            for (; watch.Elapsed < round; count++)
            {
                await operation(loop);
            }

            return count;
        })));
        var (elapsed, used, total) = (watch.Elapsed, CpuOf(processId) - cpu, counts.Sum());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {name} | {total / elapsed.TotalSeconds:N0} | {used.TotalMicroseconds / total:N0} |"));
    }

    private static async Task FollowAsync(BuildClient client, int processId, TextWriter output)
    {
        var loop = await client.SaveAsync("loop", BuildFlows.Loop(Rows));
        output.WriteLine();
        output.WriteLine("| readers of one build | events each | events/s delivered | server CPU µs each | late by p50 | p99 | most |");
        output.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var readers in new[] { 1, 100, Readers, Readers })
        {
            var lags = new ConcurrentBag<double>();
            var cpu = CpuOf(processId);
            var job = await client.StartAsync(loop);
            var watch = Stopwatch.StartNew();
            var counts = await Task.WhenAll(Enumerable.Range(0, readers).Select(reader => Task.Run(() => client.FollowAsync(job, line =>
            {
                if (reader % 10 == 0 && LagOf(line.Span) is { } lag)
                {
                    lags.Add(lag);
                }
            }))));
            var (elapsed, used) = (watch.Elapsed, CpuOf(processId) - cpu);
            if (counts.Distinct().Count() != 1)
            {
                throw new InvalidOperationException($"The readers saw {counts.Min()} to {counts.Max()} events.");
            }

            var sorted = lags.Order().ToArray();
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {readers:N0} | {counts[0]:N0} | {counts.Sum() / elapsed.TotalSeconds:N0} | {used.TotalMicroseconds / counts.Sum():F2} | {At(sorted, 0.5):F1} ms | {At(sorted, 0.99):F1} ms | {sorted[^1]:F1} ms |"));
        }
    }

    // An end_vertex says when its vertex had ended: the way from there to here includes the commit.
    private static double? LagOf(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("{\"event\":\"end_vertex\""u8))
        {
            return null;
        }

        var at = line.LastIndexOf("\"timestamp\":\""u8) + 13;
        var time = DateTimeOffset.Parse(Encoding.ASCII.GetString(line[at..(at + line[at..].IndexOf((byte)'"'))]), CultureInfo.InvariantCulture);
        return (DateTimeOffset.UtcNow - time).TotalMilliseconds;
    }

    private static double At(double[] sorted, double part) => sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * part)];

    private static async Task WaitUntilIdleAsync(int processId)
    {
        for (var before = CpuOf(processId); ; before = CpuOf(processId))
        {
            await Task.Delay(500);
            if ((CpuOf(processId) - before).TotalMilliseconds < 100)
            {
                return;
            }
        }
    }

    private static TimeSpan CpuOf(int processId)
    {
        using var process = Process.GetProcessById(processId);
        return process.TotalProcessorTime;
    }
}
