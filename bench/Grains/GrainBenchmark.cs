using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SkillFlaw.Bench.Grains;

/// <summary>What the grain runtime costs: calls, activations, streams, memory.</summary>
public static class GrainBenchmark
{
    internal const string Streams = "streams";

    private static readonly int[] _concurrencies = [1, 64, 1_024];
    private static readonly EchoMessage _message = new(1, "hello");

    public static async Task RunAsync(Load load)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        builder.UseOrleans(BenchSilo.Use);
        var start = Stopwatch.StartNew();
        using var host = builder.Build();
        await host.StartAsync();
        var client = host.Services.GetRequiredService<IClusterClient>();
        await client.GetGrain<IEchoGrain>("first").Echo(_message);

        load.WriteLine($"Grain runtime: {BenchSilo.Runtime}; {Environment.ProcessorCount} cores; .NET {Environment.Version}.");
        load.WriteLine($"From building the host to the first answered call: {start.ElapsedMilliseconds} ms.");
        await MeasureSpreadAsync(load, client);
        await MeasureCallsAsync(load, client);
        await MeasureActivationsAsync(load, client);
        await StreamBenchmark.RunAsync(load, client);
        await MeasureMemoryAsync(load, client);
        await host.StopAsync();
    }

    private static async Task MeasureSpreadAsync(Load load, IGrainFactory grains)
    {
        var grain = grains.GetGrain<IEchoGrain>("spread");
        await grain.Burn(2);
        var one = Stopwatch.StartNew();
        await grain.Burn(1);
        one.Stop();
        var ten = Stopwatch.StartNew();
        await grain.Burn(10);
        load.WriteLine(FormattableString.Invariant(
            $"Ten CPU-bound callees started by one turn take {ten.Elapsed / one.Elapsed:F1} times as long as one, on {Environment.ProcessorCount} cores."));
    }

    private static async Task MeasureCallsAsync(Load load, IGrainFactory grains)
    {
        load.WriteHeader("Calls");
        foreach (var concurrency in _concurrencies)
        {
            var one = grains.GetGrain<IEchoGrain>("one");
            await load.MeasureAsync("one grain", concurrency, 1, (_, _) => Ignore(one.Echo(_message)));

            var many = Grains(grains, "many", 10_000);
            await load.MeasureAsync(
                "10,000 grains, round robin", concurrency, 1, (loop, call) => Ignore(many[((loop * 157) + call) % many.Length].Echo(_message)));

            var own = Grains(grains, "own", concurrency);
            await load.MeasureAsync("a grain for each caller", concurrency, 1, (loop, _) => Ignore(own[loop].Echo(_message)));

            await load.MeasureAsync(
                "the same, by a reference made for each call", concurrency, 1, (loop, _) => Ignore(grains.GetGrain<IEchoGrain>($"own-{loop}").Echo(_message)));

            var stateless = grains.GetGrain<IStatelessEchoGrain>("stateless");
            await load.MeasureAsync("a stateless worker", concurrency, 1, (_, _) => Ignore(stateless.Echo(_message)));

            await load.MeasureAsync(
                "grain to grain", concurrency, 1_000, (loop, _) => Ignore(new ValueTask<int>(own[loop].Relay($"relayed-{loop}", 1_000))));
        }
    }

    private static async Task MeasureActivationsAsync(Load load, IGrainFactory grains)
    {
        load.WriteHeader("Activations of fresh ids that deactivate at once");
        var run = 0;
        foreach (var concurrency in _concurrencies)
        {
            run++;
            var next = 0;
            await load.MeasureAsync(
                "activate, call, deactivate", concurrency, 1, (_, _) => grains.GetGrain<IEchoGrain>($"fresh-{run}-{Interlocked.Increment(ref next)}").Pass());
        }
    }

    private static async Task MeasureMemoryAsync(Load load, IGrainFactory grains)
    {
        load.WriteLine();
        load.WriteLine("### Memory");
        load.WriteLine();
        load.WriteLine("| after | managed heap, MB |");
        load.WriteLine("| --- | ---: |");
        for (var round = 1; round <= 3; round++)
        {
            const int Loops = 64;
            var left = round == 1 ? 10_000 : 1_000_000;
            var next = 0;
            await Task.WhenAll(Enumerable.Range(0, Loops).Select(_ => Task.Run(async () =>
            {
                while (Interlocked.Increment(ref next) is var number && number <= left)
                {
                    await grains.GetGrain<IEchoGrain>($"memory-{round}-{number}").Pass();
                }
            })));
            load.WriteLine(FormattableString.Invariant(
                $"| {left:N0} grains activated and deactivated | {await SettledHeapAsync() / 1_048_576.0:F1} |"));
        }

        var kept = Grains(grains, "kept", 100_000);
        var before = await SettledHeapAsync();
        foreach (var grain in kept)
        {
            await grain.Echo(_message);
        }

        load.WriteLine(FormattableString.Invariant(
            $"| 100,000 grains kept active, with their references: {(await SettledHeapAsync() - before) / 100_000.0:F0} bytes each | {await SettledHeapAsync() / 1_048_576.0:F1} |"));
        GC.KeepAlive(kept);
    }

    /// <summary>The size of the managed heap once what ends by itself has ended.</summary>
    private static async Task<long> SettledHeapAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }

    private static IEchoGrain[] Grains(IGrainFactory grains, string prefix, int count) =>
        [.. Enumerable.Range(0, count).Select(i => grains.GetGrain<IEchoGrain>($"{prefix}-{i}"))];

    private static ValueTask Ignore(ValueTask<int> answer)
    {
        if (answer.IsCompletedSuccessfully)
        {
            _ = answer.Result;
            return default;
        }

        return new(answer.AsTask());
    }
}
