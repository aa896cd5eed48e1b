using System.Diagnostics;
using Orleans.Streams;

namespace SkillFlaw.Bench.Grains;

/// <summary>What streams and sequences cost for each item, and how long an item is on its way.</summary>
internal static class StreamBenchmark
{
    /// <summary>Items that may be under way: fewer than a subscriber's queue holds.</summary>
    private const int Window = 5_000;

    private static long _received;
    private static long _expected;
    private static TaskCompletionSource _reached = new();

    internal static Task ListenAsync(IStreamProvider provider, string stream) =>
        Stream(provider, stream).SubscribeAsync((_, _) =>
        {
            if (Interlocked.Increment(ref _received) == Interlocked.Read(ref _expected))
            {
                _reached.TrySetResult();
            }

            return Task.CompletedTask;
        });

    internal static async Task RunAsync(Load load, IClusterClient client)
    {
        var provider = client.GetStreamProvider(GrainBenchmark.Streams);
        load.WriteHeader("Streams and sequences, an item each");
        await ListenAsync(provider, "outside");
        await load.MeasureAsync("stream to a subscriber outside of grains", 1, Window, (_, _) => PublishAsync(Stream(provider, "outside"), batch: false));
        await load.MeasureAsync("the same, published in batches of 50", 1, Window, (_, _) => PublishAsync(Stream(provider, "outside"), batch: true));
        await client.GetGrain<IEchoGrain>("listener").Listen("grain");
        await load.MeasureAsync("stream to a grain", 1, Window, (_, _) => PublishAsync(Stream(provider, "grain"), batch: false));

        var producer = client.GetGrain<IEchoGrain>("producer");
        await load.MeasureAsync("IAsyncEnumerable of a grain, 1,000 items a call", 1, 1_000, async (_, _) =>
        {
            await foreach (var _ in producer.Numbers(1_000))
            {
            }
        });

        await MeasureLatencyAsync(load, provider);
    }

    private static async ValueTask PublishAsync(IAsyncStream<int> stream, bool batch)
    {
        _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Interlocked.Exchange(ref _expected, Interlocked.Read(ref _received) + Window);
        if (batch)
        {
            for (var i = 0; i < Window; i += 50)
            {
                await stream.OnNextBatchAsync(Enumerable.Range(i, 50));
            }
        }
        else
        {
            for (var i = 0; i < Window; i++)
            {
                await stream.OnNextAsync(i);
            }
        }

        await _reached.Task;
    }

    private static async Task MeasureLatencyAsync(Load load, IStreamProvider provider)
    {
        const int Items = 1_000;
        var stream = provider.GetStream<long>(StreamId.Create("bench", "latency"));
        var latencies = new List<double>();
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await stream.SubscribeAsync((published, _) =>
        {
            latencies.Add(Stopwatch.GetElapsedTime(published).TotalMilliseconds);
            if (latencies.Count == Items)
            {
                all.TrySetResult();
            }

            return Task.CompletedTask;
        });
        for (var i = 0; i < Items; i++)
        {
            await stream.OnNextAsync(Stopwatch.GetTimestamp());
            await Task.Delay(2);
        }

        await all.Task;
        latencies.Sort();
        load.WriteLine();
        load.WriteLine(FormattableString.Invariant(
            $"From publishing to the subscriber, at some 400 items a second: p50 {latencies[Items / 2]:F3} ms, p99 {latencies[Items * 99 / 100]:F3} ms, worst {latencies[^1]:F3} ms."));
    }

    private static IAsyncStream<int> Stream(IStreamProvider provider, string name) => provider.GetStream<int>(StreamId.Create("bench", name));
}
