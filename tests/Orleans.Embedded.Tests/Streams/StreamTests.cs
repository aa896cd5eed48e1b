using Orleans.Streams;

namespace SkillFlaw.GrainRuntime.Tests.Streams;

public sealed class StreamTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Items_ReachEverySubscriberInOrder()
    {
        var key = TestSilo.NewKey();
        await SubscribeAsync(key, key + "/first");
        await SubscribeAsync(key, key + "/second");
        var stream = Stream(key);

        for (var i = 0; i < 5_000; i++)
        {
            await stream.OnNextAsync(i);
        }

        foreach (var subscriber in new[] { key + "/first", key + "/second" })
        {
            await Gate.Named(subscriber).WaitForAsync(5_000);
            Assert.Equal(Numbers(5_000), Ledger.Read(subscriber));
        }
    }

    [Fact]
    public async Task Items_OfABatch_ArriveOneByOneInOrder()
    {
        var key = TestSilo.NewKey();
        await SubscribeAsync(key, key);

        await Stream(key).OnNextBatchAsync(Enumerable.Range(0, 100));

        await Gate.Named(key).WaitForAsync(100);
        Assert.Equal(Numbers(100), Ledger.Read(key));
    }

    [Fact]
    public async Task Items_FromAGrain_ReachAGrainInTurnsOfIt()
    {
        var key = TestSilo.NewKey();
        await shared.Silo.Grain<IListenerGrain>(key).Listen(key);

        await shared.Silo.Grain<IListenerGrain>().Publish(key, 1_000);

        await Gate.Named(key).WaitForAsync(1_000);
        Assert.Equal(Numbers(1_000), Ledger.Read(key));
        Assert.Equal(["own scheduler"], Ledger.Read(key + "/schedulers").Distinct());
    }

    [Fact]
    public async Task Subscriber_ThatIsSlow_DoesNotHoldUpTheOthers()
    {
        var key = TestSilo.NewKey();
        var stream = Stream(key);
        await stream.SubscribeAsync(async (item, _) =>
        {
            await Gate.Named(key + "/held").PassAsync();
            Note(key + "/slow", item);
        });
        await SubscribeAsync(key, key + "/quick");

        await stream.OnNextBatchAsync(Enumerable.Range(0, 200));

        await Gate.Named(key + "/quick").WaitForAsync(200);
        Assert.Equal(Numbers(200), Ledger.Read(key + "/quick"));
        Assert.Empty(Ledger.Read(key + "/slow"));
        Gate.Named(key + "/held").Open();
        await Gate.Named(key + "/slow").WaitForAsync(200);
        Assert.Equal(Numbers(200), Ledger.Read(key + "/slow"));
    }

    [Fact]
    public async Task Subscriber_ThatThrows_DoesNotBreakTheOthersAndGetsItsItemAgain()
    {
        var key = TestSilo.NewKey();
        var stream = Stream(key);
        var failures = 0;
        await stream.SubscribeAsync((item, _) =>
        {
            if (item == 1 && failures++ == 0)
            {
                throw new InvalidOperationException("Try again.");
            }

            Note(key + "/failing", item);
            return Task.CompletedTask;
        });
        await SubscribeAsync(key, key + "/sound");

        for (var i = 0; i < 3; i++)
        {
            await stream.OnNextAsync(i);
        }

        await Gate.Named(key + "/sound").WaitForAsync(3);
        await Gate.Named(key + "/failing").WaitForAsync(3);
        Assert.Equal(["0", "1", "2"], Ledger.Read(key + "/sound"));
        Assert.Equal(["0", "1", "2"], Ledger.Read(key + "/failing"));
    }

    [Fact]
    public async Task Unsubscribe_EndsTheSubscriptionAndNoOther()
    {
        var key = TestSilo.NewKey();
        var leaving = await SubscribeAsync(key, key + "/leaving");
        await SubscribeAsync(key, key + "/staying");
        await Stream(key).OnNextAsync(0);
        await Gate.Named(key + "/leaving").WaitForAsync();

        await leaving.UnsubscribeAsync();
        await Stream(key).OnNextAsync(1);

        await Gate.Named(key + "/staying").WaitForAsync(2);
        Assert.Equal(["0"], Ledger.Read(key + "/leaving"));
    }

    [Fact]
    public async Task Grain_ThatIsGone_WakesForAnItemAndResumes()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<IListenerGrain>(key);
        await grain.Listen(key);
        await Stream(key).OnNextAsync(0);
        await Gate.Named(key).WaitForAsync();

        await grain.Leave();
        await Stream(key).OnNextAsync(1);

        await Gate.Named(key).WaitForAsync(2);
        Assert.Equal(["0", "1"], Ledger.Read(key));
        Assert.Equal(1, await grain.Subscriptions(key));
    }

    [Fact]
    public async Task Items_ForAGrainThatIsBusy_WaitForItsCall()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<IListenerGrain>(key);
        await grain.Listen(key);
        var held = grain.Hold(key + "/held");
        await Gate.Named(key + "/held").WaitForAsync();
        await SubscribeAsync(key, key + "/other");

        await Stream(key).OnNextAsync(0);
        await Gate.Named(key + "/other").WaitForAsync();
        await grain.Peek().WaitAsync(_limit);
        Assert.Empty(Ledger.Read(key));

        Gate.Named(key + "/held").Open();
        await held;
        await Gate.Named(key).WaitForAsync();
    }

    [Fact]
    public async Task Handles_OfAStream_AreTheCallersOwn()
    {
        var key = TestSilo.NewKey();
        await shared.Silo.Grain<IListenerGrain>(key).Listen(key);
        var own = await SubscribeAsync(key, key + "/own");

        var handles = await Stream(key).GetAllSubscriptionHandles();

        Assert.Equal(own.HandleId, Assert.Single(handles).HandleId);
    }

    [Fact]
    public void Streams_OfAProviderThatIsNone_AreRefused()
    {
        Assert.Throws<KeyNotFoundException>(() => shared.Silo.Client.GetStreamProvider("none"));
    }

    private static IEnumerable<string> Numbers(int count) => Enumerable.Range(0, count).Select(i => $"{i}");

    private static void Note(string name, int item)
    {
        Ledger.Write(name, $"{item}");
        Gate.Named(name).Arrive();
    }

    private IAsyncStream<int> Stream(string key) =>
        shared.Silo.Client.GetStreamProvider(TestSilo.Streams).GetStream<int>(StreamId.Create("numbers", key));

    private Task<StreamSubscriptionHandle<int>> SubscribeAsync(string key, string subscriber) => Stream(key).SubscribeAsync((item, _) =>
    {
        Note(subscriber, item);
        return Task.CompletedTask;
    });
}

[Alias("test-listener")]
public interface IListenerGrain : IGrainWithStringKey
{
    [Alias("listen")]
    Task Listen(string stream);

    [Alias("publish")]
    Task Publish(string stream, int count);

    [Alias("subscriptions")]
    Task<int> Subscriptions(string stream);

    [Alias("hold")]
    Task Hold(string gate);

    [Alias("peek")]
    [Orleans.Concurrency.AlwaysInterleave]
    Task Peek();

    [Alias("leave")]
    Task Leave();
}

public sealed class ListenerGrain : Grain, IListenerGrain, IAsyncObserver<int>
{
    private TaskScheduler? _own;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _own = TaskScheduler.Current;
        foreach (var handle in await Stream(this.GetPrimaryKeyString()).GetAllSubscriptionHandles())
        {
            await handle.ResumeAsync(this);
        }
    }

    public Task Listen(string stream) => Stream(stream).SubscribeAsync(this);

    public async Task Publish(string stream, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Stream(stream).OnNextAsync(i);
        }
    }

    public async Task<int> Subscriptions(string stream) => (await Stream(stream).GetAllSubscriptionHandles()).Count;

    public Task Hold(string gate) => Gate.Named(gate).PassAsync();

    public Task Peek() => Task.CompletedTask;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task OnNextAsync(int item, StreamSequenceToken? token = null)
    {
        await Task.Yield();
        var key = this.GetPrimaryKeyString();
        Ledger.Write(key + "/schedulers", TaskScheduler.Current == _own ? "own scheduler" : "another scheduler");
        Ledger.Write(key, $"{item}");
        Gate.Named(key).Arrive();
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;

    private IAsyncStream<int> Stream(string key) => this.GetStreamProvider(TestSilo.Streams).GetStream<int>(StreamId.Create("numbers", key));
}
