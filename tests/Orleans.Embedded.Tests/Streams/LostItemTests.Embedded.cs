using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace SkillFlaw.GrainRuntime.Tests.Streams;

/// <summary>When a subscriber loses items, and how it hears of it.</summary>
public sealed class LostItemTests : IAsyncLifetime
{
    private const int Capacity = 16_384;

    private readonly ManualTime _time = new();
    private readonly string _key = TestSilo.NewKey();
    private TestSilo _silo = null!;

    private IAsyncStream<int> Stream => _silo.Client.GetStreamProvider(TestSilo.Streams).GetStream<int>(StreamId.Create("lost", _key));

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(silo => silo.Services.AddSingleton<TimeProvider>(_time));

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Subscriber_ThatFallsBehindItsQueue_LosesTheOldestAndIsTold()
    {
        await Stream.SubscribeAsync(
            async (item, _) =>
            {
                await Gate.Named(_key + "/held").PassAsync();
                Ledger.Write(_key, $"{item}");
                Gate.Named(_key).Arrive();
            },
            error =>
            {
                Ledger.Write(_key, error.GetType().Name);
                return Task.CompletedTask;
            });
        await Stream.OnNextAsync(-1);
        await Gate.Named(_key + "/held").WaitForAsync();

        await Stream.OnNextBatchAsync(Enumerable.Range(0, Capacity + 10));
        Gate.Named(_key + "/held").Open();

        await Gate.Named(_key).WaitForAsync(Capacity + 1);
        Assert.Equal(
            Enumerable.Range(10, Capacity).Select(i => $"{i}").Prepend(nameof(QueueCacheMissException)).Prepend("-1"),
            Ledger.Read(_key));
    }

    [Fact]
    public async Task Subscriber_ThatKeepsFailing_PassesOverTheItemAfterAMinuteAndIsTold()
    {
        await Stream.SubscribeAsync(
            (item, _) =>
            {
                Ledger.Write(_key, $"{item}");
                Gate.Named(_key).Arrive();
                return item == 0 ? throw new InvalidOperationException("Never.") : Task.CompletedTask;
            },
            error =>
            {
                Ledger.Write(_key, $"{error.GetType().Name} {error.InnerException?.Message}");
                return Task.CompletedTask;
            });
        await Stream.OnNextAsync(0);
        await Stream.OnNextAsync(1);

        // Each failure is tried again after twice the time, half a minute at most. The one past a minute is the last.
        int[] retries = [1, 2, 4, 8, 16, 30];
        for (var i = 0; i < retries.Length; i++)
        {
            await Gate.Named(_key).WaitForAsync(i + 1);
            await _time.UntilArmedAsync(2);
            _time.Advance(TimeSpan.FromSeconds(retries[i]));
        }

        await Gate.Named(_key).WaitForAsync(8);
        Assert.Equal(
            [.. Enumerable.Repeat("0", 7), $"{nameof(StreamEventDeliveryFailureException)} Never.", "1"], Ledger.Read(_key));
    }

    [Fact]
    public async Task Grain_ThatDoesNotResume_MissesWhatArrives()
    {
        var grain = _silo.Grain<IForgetfulGrain>(_key);
        await grain.Listen(_key);
        await Stream.OnNextAsync(0);
        await Gate.Named(_key).WaitForAsync();

        await grain.Leave();
        await Stream.OnNextAsync(1);
        await grain.Listen(_key);
        await Stream.OnNextAsync(2);

        await Gate.Named(_key).WaitForAsync(2);
        Assert.Equal(["0", "2"], Ledger.Read(_key));
    }

    [Fact]
    public async Task Tokens_OfPublishersAtOnce_GrowInTheOrderOfDelivery()
    {
        var positions = new List<(long, int)>();
        await Stream.SubscribeAsync((_, token) =>
        {
            positions.Add((token!.SequenceNumber, token.EventIndex));
            Gate.Named(_key).Arrive();
            return Task.CompletedTask;
        });

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                await Stream.OnNextAsync(i);
                await Stream.OnNextBatchAsync([1, 2, 3]);
            }
        })));

        await Gate.Named(_key).WaitForAsync(8_000);
        Assert.Equal(positions.Order(), positions);
    }

    [Fact]
    public async Task Worker_WithoutState_CannotSubscribe()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _silo.Grain<IForgetfulWorkerGrain>(_key).Listen(_key));
    }
}

[Alias("test-forgetful")]
public interface IForgetfulGrain : IGrainWithStringKey
{
    [Alias("listen")]
    Task Listen(string stream);

    [Alias("leave")]
    Task Leave();
}

public sealed class ForgetfulGrain : Grain, IForgetfulGrain
{
    public async Task Listen(string stream)
    {
        var own = this.GetStreamProvider(TestSilo.Streams).GetStream<int>(StreamId.Create("lost", stream));
        foreach (var handle in await own.GetAllSubscriptionHandles())
        {
            await handle.UnsubscribeAsync();
        }

        await own.SubscribeAsync((item, _) =>
        {
            Ledger.Write(stream, $"{item}");
            Gate.Named(stream).Arrive();
            return Task.CompletedTask;
        });
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}

[Alias("test-forgetful-worker")]
public interface IForgetfulWorkerGrain : IGrainWithStringKey
{
    [Alias("listen")]
    Task Listen(string stream);
}

[Orleans.Concurrency.StatelessWorker]
public sealed class ForgetfulWorkerGrain : Grain, IForgetfulWorkerGrain
{
    public Task Listen(string stream) => this.GetStreamProvider(TestSilo.Streams).GetStream<int>(StreamId.Create("lost", stream))
        .SubscribeAsync((_, _) => Task.CompletedTask);
}
