using Orleans.Concurrency;

namespace SkillFlaw.Bench.Grains;

/// <summary>What the benchmark calls: as little as a grain can do.</summary>
[Alias("bench-echo")]
public interface IEchoGrain : IGrainWithStringKey
{
    [Alias("echo")]
    ValueTask<int> Echo(EchoMessage message);

    /// <summary>Calls another grain's <see cref="Echo"/> so many times, one after the other.</summary>
    [Alias("relay")]
    Task<int> Relay(string target, int calls);

    /// <summary>Answers, and deactivates at once.</summary>
    [Alias("pass")]
    ValueTask Pass();

    [Alias("numbers")]
    IAsyncEnumerable<int> Numbers(int count);

    /// <summary>Lets so many other grains compute at once; with none, computes for some 50 ms itself.</summary>
    [Alias("burn")]
    Task<int> Burn(int callees);

    /// <summary>Counts the items of a stream until so many have come.</summary>
    [Alias("listen")]
    Task Listen(string stream);
}

[Alias("bench-stateless-echo")]
public interface IStatelessEchoGrain : IGrainWithStringKey
{
    [Alias("echo")]
    ValueTask<int> Echo(EchoMessage message);
}

[GenerateSerializer]
[Immutable]
[Alias("bench-echo-message")]
public sealed record EchoMessage([property: Id(0)] int Number, [property: Id(1)] string Text);

public sealed class EchoGrain : Grain, IEchoGrain
{
    public ValueTask<int> Echo(EchoMessage message) => new(message.Number);

    public async Task<int> Relay(string target, int calls)
    {
        var grain = GrainFactory.GetGrain<IEchoGrain>(target);
        var message = new EchoMessage(1, "relay");
        var sum = 0;
        for (var i = 0; i < calls; i++)
        {
            sum += await grain.Echo(message);
        }

        return sum;
    }

    public ValueTask Pass()
    {
        DeactivateOnIdle();
        return default;
    }

    public async IAsyncEnumerable<int> Numbers(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return i;
        }

        await Task.CompletedTask;
    }

    public async Task<int> Burn(int callees)
    {
        if (callees > 0)
        {
            var key = this.GetPrimaryKeyString();
            var sums = await Task.WhenAll(Enumerable.Range(0, callees).Select(i => GrainFactory.GetGrain<IEchoGrain>($"{key}-{i}").Burn(0)));
            return sums.Length;
        }

        var sum = 0;
        for (var i = 0; i < 50_000_000; i++)
        {
            sum = unchecked((sum * 31) + i);
        }

        return sum;
    }

    public Task Listen(string stream) => StreamBenchmark.ListenAsync(
        Orleans.GrainStreamingExtensions.GetStreamProvider(this, GrainBenchmark.Streams), stream);
}

[StatelessWorker]
public sealed class StatelessEchoGrain : Grain, IStatelessEchoGrain
{
    public ValueTask<int> Echo(EchoMessage message) => new(message.Number);
}
