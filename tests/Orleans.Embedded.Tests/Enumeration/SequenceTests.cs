using System.Runtime.CompilerServices;

namespace SkillFlaw.GrainRuntime.Tests.Enumeration;

public sealed class SequenceTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(5_000)]
    public async Task Sequence_OfAnyLength_ArrivesWholeAndInOrder(int count)
    {
        var items = await shared.Silo.Grain<ISequenceGrain>().Count(count, yieldEvery: 7).ToListAsync();

        Assert.Equal(Enumerable.Range(0, count), items);
    }

    [Fact]
    public async Task Items_ArriveWhileTheGrainStillProduces()
    {
        var key = TestSilo.NewKey();
        await using var items = shared.Silo.Grain<ISequenceGrain>(key).HoldAfter(3, key).GetAsyncEnumerator();

        for (var i = 0; i < 3; i++)
        {
            Assert.True(await items.MoveNextAsync().AsTask().WaitAsync(_limit));
            Assert.Equal(i, items.Current);
        }

        Gate.Named(key).Open();
        Assert.False(await items.MoveNextAsync());
    }

    [Fact]
    public async Task Exception_OfTheIterator_ComesAfterTheItemsBeforeIt()
    {
        var seen = new List<int>();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var item in shared.Silo.Grain<ISequenceGrain>().FailAfter(5))
            {
                seen.Add(item);
            }
        });

        Assert.Equal("after 5", error.Message);
        Assert.Equal(Enumerable.Range(0, 5), seen);
    }

    [Fact]
    public async Task Reader_ThatStopsEarly_EndsTheIterator()
    {
        var key = TestSilo.NewKey();
        await foreach (var item in shared.Silo.Grain<ISequenceGrain>(key).Endless(CancellationToken.None))
        {
            if (item == 250)
            {
                break;
            }
        }

        await Gate.Named(key + "/ended").WaitForAsync();
    }

    [Fact]
    public async Task Cancel_OfTheReader_EndsTheIterator()
    {
        var key = TestSilo.NewKey();
        using var cancel = new CancellationTokenSource();
        await using var items = shared.Silo.Grain<ISequenceGrain>(key).HoldAfter(1, key).GetAsyncEnumerator(cancel.Token);
        Assert.True(await items.MoveNextAsync());
        var next = items.MoveNextAsync().AsTask();
        await Gate.Named(key).WaitForAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next).WaitAsync(_limit);
        await Gate.Named(key + "/ended").WaitForAsync();
    }

    [Fact]
    public async Task Cancel_OfTheTokenInTheCall_EndsTheIterator()
    {
        var key = TestSilo.NewKey();
        using var cancel = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in shared.Silo.Grain<ISequenceGrain>(key).Endless(cancel.Token))
            {
                if (item == 250)
                {
                    await cancel.CancelAsync();
                }
            }
        }).WaitAsync(_limit);

        await Gate.Named(key + "/ended").WaitForAsync();
    }

    [Fact]
    public async Task Calls_OfAGrainThatProduces_Interleave()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<ISequenceGrain>(key);
        await using var items = grain.HoldAfter(0, key).GetAsyncEnumerator();
        var next = items.MoveNextAsync();
        await Gate.Named(key).WaitForAsync();

        await grain.Ping().WaitAsync(_limit);

        Gate.Named(key).Open();
        Assert.False(await next);
    }

    [Fact]
    public async Task Iterator_RunsInTurnsOfItsGrain()
    {
        Assert.All(await shared.Silo.Grain<ISequenceGrain>().Schedulers().ToListAsync(), Assert.True);
    }

    [Fact]
    public async Task Cancellation_InTheIterator_IsATurnOfItsGrain()
    {
        var key = TestSilo.NewKey();
        await using (var items = shared.Silo.Grain<ISequenceGrain>(key).Watch().GetAsyncEnumerator())
        {
            Assert.True(await items.MoveNextAsync());
        }

        await Gate.Named(key + "/cancelled").WaitForAsync();
        Assert.Equal(["own scheduler"], Ledger.Read(key));
    }

    [Fact]
    public async Task Sequence_ReadTwice_IsProducedTwice()
    {
        var sequence = shared.Silo.Grain<ISequenceGrain>().Count(10, yieldEvery: 3);

        Assert.Equal(await sequence.ToListAsync(), await sequence.ToListAsync());
    }
}

[Alias("test-sequence")]
public interface ISequenceGrain : IGrainWithStringKey
{
    [Alias("count")]
    IAsyncEnumerable<int> Count(int count, int yieldEvery);

    [Alias("hold-after")]
    IAsyncEnumerable<int> HoldAfter(int count, string gate, CancellationToken cancellationToken = default);

    [Alias("fail-after")]
    IAsyncEnumerable<int> FailAfter(int count);

    [Alias("endless")]
    IAsyncEnumerable<int> Endless(CancellationToken cancellationToken);

    /// <summary>Waits at the gate when it is disposed of.</summary>
    [Alias("end-slowly")]
    IAsyncEnumerable<int> EndSlowly(string gate);

    [Alias("watch")]
    IAsyncEnumerable<int> Watch(CancellationToken cancellationToken = default);

    [Alias("schedulers")]
    IAsyncEnumerable<bool> Schedulers();

    [Alias("ping")]
    Task Ping();

    [Alias("leave")]
    Task Leave();
}

public sealed class SequenceGrain : Grain, ISequenceGrain
{
    public async IAsyncEnumerable<int> Count(int count, int yieldEvery)
    {
        for (var i = 0; i < count; i++)
        {
            if (i % yieldEvery == 0)
            {
                await Task.Yield();
            }

            yield return i;
        }
    }

    public async IAsyncEnumerable<int> HoldAfter(int count, string gate, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; i < count; i++)
            {
                yield return i;
            }

            await Gate.Named(gate).PassAsync(cancellationToken);
        }
        finally
        {
            Gate.Named(gate + "/ended").Arrive();
        }
    }

    public async IAsyncEnumerable<int> FailAfter(int count)
    {
        for (var i = 0; i < count; i++)
        {
            yield return i;
        }

        await Task.Yield();
        throw new InvalidOperationException($"after {count}");
    }

    public async IAsyncEnumerable<int> Endless([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await Task.Yield();
                yield return i;
            }
        }
        finally
        {
            Gate.Named(this.GetPrimaryKeyString() + "/ended").Arrive();
        }
    }

    public async IAsyncEnumerable<int> EndSlowly(string gate)
    {
        try
        {
            await Task.Yield();
            for (var i = 0; ; i++)
            {
                yield return i;
            }
        }
        finally
        {
            await Gate.Named(gate).PassAsync();
            Gate.Named(gate + "/ended").Arrive();
        }
    }

    public async IAsyncEnumerable<int> Watch([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        var own = TaskScheduler.Current;
        cancellationToken.Register(() =>
        {
            Ledger.Write(key, TaskScheduler.Current == own ? "own scheduler" : "another scheduler");
            Gate.Named(key + "/cancelled").Arrive();
        });
        await Task.Yield();
        yield return 1;
        yield return 2;
    }

    public async IAsyncEnumerable<bool> Schedulers()
    {
        var own = TaskScheduler.Current;
        for (var i = 0; i < 200; i++)
        {
            if (i % 10 == 0)
            {
                await Task.Run(() => Thread.SpinWait(10));
            }

            yield return TaskScheduler.Current == own;
        }
    }

    public Task Ping() => Task.CompletedTask;

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
