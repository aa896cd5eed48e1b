using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace SkillFlaw.Grains.Tenants;

/// <summary>The gates' clock stands until a test moves it. That of the grains goes on, so that no call to them is ever late.</summary>
public sealed class TenantGateTests(TenantServer server) : IClassFixture<TenantServer>, IDisposable
{
    private const int Limit = TenantServer.Limit;
    private static readonly TimeSpan _period = TimeSpan.FromSeconds(10);

    private readonly Guid _tenant = Guid.NewGuid();
    private readonly ManualClock _clock = new();
    private readonly List<TenantGate> _gates = [];

    [Fact]
    public async Task Enter_AtTheLimit_IsTurnedAwayUntilOneLeaves()
    {
        var gate = server.Server.Services.GetRequiredService<ITenantGate>();
        var permits = await EnterAsync(gate, Limit);

        Assert.Null(await gate.EnterAsync(_tenant, CancellationToken.None));
        permits[0].Dispose();
        Assert.NotNull(await gate.EnterAsync(_tenant, CancellationToken.None));
        Assert.Null(await gate.EnterAsync(_tenant, CancellationToken.None));
    }

    [Fact]
    public async Task Enter_AnotherTenant_HasALimitOfItsOwn()
    {
        var gate = NewGate();
        await EnterAsync(gate, Limit);

        Assert.NotNull(await gate.EnterAsync(Guid.NewGuid(), CancellationToken.None));
    }

    [Fact]
    public async Task Dispose_Twice_GivesBackOnce()
    {
        var gate = NewGate();
        var permits = await EnterAsync(gate, Limit);

        permits[0].Dispose();
        permits[0].Dispose();

        Assert.NotNull(await gate.EnterAsync(_tenant, CancellationToken.None));
        Assert.Null(await gate.EnterAsync(_tenant, CancellationToken.None));
    }

    [Fact]
    public async Task Enter_ManyRuns_AsksForABlockAtATime()
    {
        var (grains, control) = UnreliableGrains.Over(server.Server.Grains);
        var gate = NewGate(grains, maxConcurrentRuns: 5_000);

        // A block is 64, and comes on top of the one that asks.
        foreach (var permit in await EnterAsync(gate, 65))
        {
            permit.Dispose();
        }

        var asked = control.Asked;
        await EnterAsync(gate, 65);
        Assert.Equal(asked, control.Asked);
        await EnterAsync(gate, 1);
        Assert.Equal(asked + 1, control.Asked);
    }

    [Fact]
    public async Task Enter_AtTheLimit_AsksOnceInAWhile()
    {
        var (grains, control) = UnreliableGrains.Over(server.Server.Grains);
        var gate = NewGate(grains);
        await EnterAsync(gate, Limit);
        Assert.Null(await gate.EnterAsync(_tenant, CancellationToken.None));
        var asked = control.Asked;

        for (var i = 0; i < 1_000; i++)
        {
            Assert.Null(await gate.EnterAsync(_tenant, CancellationToken.None));
        }

        Assert.Equal(asked, control.Asked);
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Null(await gate.EnterAsync(_tenant, CancellationToken.None));
        Assert.Equal(asked + 1, control.Asked);
    }

    [Fact]
    public async Task Enter_AThousandAtOnceOnFiveNodes_LetsInUpToTheLimit()
    {
        var gates = Enumerable.Range(0, 5).Select(_ => NewGate()).ToArray();

        var permits = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(
            number => Task.Run(async () => await gates[number % 5].EnterAsync(_tenant, CancellationToken.None))));

        // What one node holds unused is not the others' until it renews.
        Assert.InRange(permits.Count(permit => permit is not null), Limit / 2, Limit);
    }

    [Fact]
    public async Task Enter_FromManyThreadsOnManyNodes_NeverExceedsTheLimit()
    {
        var gates = Enumerable.Range(0, 4).Select(_ => NewGate()).ToArray();
        var (inside, most, entered) = (0, 0, 0);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var stop = new CancellationTokenSource();
        var runs = Enumerable.Range(0, 240).Select(number => Task.Run(async () =>
        {
            var random = new Random(number);
            while (!stop.IsCancellationRequested)
            {
                using var permit = await gates[random.Next(gates.Length)].EnterAsync(_tenant, CancellationToken.None);
                if (permit is not null)
                {
                    Interlocked.Increment(ref entered);
                    var now = Interlocked.Increment(ref inside);
                    for (var seen = most; now > seen; seen = most)
                    {
                        Interlocked.CompareExchange(ref most, now, seen);
                    }

                    for (var i = random.Next(20); i > 0; i--)
                    {
                        await Task.Yield();
                    }

                    Interlocked.Decrement(ref inside);
                }

                await Task.Yield();
            }
        })).ToArray();

        // A hundred times round, with the runs that come and go between.
        for (var round = 0; round < 100; round++)
        {
            var before = Volatile.Read(ref entered);
            _clock.Advance(_period);
            await Task.WhenAll(gates.Select(gate => gate.Renewal));
            while (Volatile.Read(ref entered) < before + 100)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(runs);
        Assert.InRange(most, Limit / 2, Limit);
    }

    [Fact]
    public async Task Renewal_IdleTenant_GivesEverythingBackAndIsForgotten()
    {
        var (idle, other) = (NewGate(), NewGate());
        foreach (var permit in await EnterAsync(idle, Limit))
        {
            permit.Dispose();
        }

        Assert.Null(await other.EnterAsync(_tenant, CancellationToken.None));
        for (var i = 0; i < 3; i++)
        {
            await AdvanceAsync(_period);
        }

        Assert.Equal(0, idle.Tenants);
        Assert.Equal(Limit, (await EnterAsync(other, Limit)).Count);
    }

    [Fact]
    public async Task Renewal_TenantInUse_KeepsWhatItNeeds()
    {
        var (busy, other) = (NewGate(), NewGate());
        var permits = await EnterAsync(busy, 50);
        for (var i = 0; i < 10; i++)
        {
            await AdvanceAsync(_period);
        }

        Assert.Equal(1, busy.Tenants);
        Assert.True(await CountAsync(other) <= 50);
        permits.ForEach(permit => permit.Dispose());
        Assert.Equal(50, (await EnterAsync(busy, 50)).Count);
    }

    [Fact]
    public async Task Enter_RightAfterAnIdleTenantGaveBack_IsLetIn()
    {
        var gate = NewGate();
        (await EnterAsync(gate, 1))[0].Dispose();
        await AdvanceAsync(_period);
        await AdvanceAsync(_period);

        Assert.NotNull(await gate.EnterAsync(_tenant, CancellationToken.None));
    }

    [Fact]
    public async Task Enter_GrainCannotBeReached_TheLastGrantHoldsUntilItsLeaseEnds()
    {
        var (grains, control) = UnreliableGrains.Over(server.Server.Grains);
        var gate = NewGate(grains);
        var permits = await EnterAsync(gate, 10);
        control.IsDown = true;

        // 26 were granted: a quarter of the limit, and the one that asked.
        await AdvanceAsync(_period);
        await AdvanceAsync(_period);
        permits.AddRange(await EnterAsync(gate, 16));
        Assert.Null(await gate.EnterAsync(_tenant, CancellationToken.None));
        permits[..6].ForEach(permit => permit.Dispose());
        await AdvanceAsync(_period);

        // One for each that ends, of the 20 that run now.
        Assert.Null(await gate.EnterAsync(_tenant, CancellationToken.None));
        permits[6].Dispose();
        Assert.NotNull(await gate.EnterAsync(_tenant, CancellationToken.None));
        Assert.Null(await gate.EnterAsync(_tenant, CancellationToken.None));

        control.IsDown = false;
        await AdvanceAsync(_period);
        Assert.Equal(Limit - 20, await CountAsync(gate));
    }

    [Fact]
    public async Task Enter_WithPermitsAtHand_AllocatesThePermitOnly()
    {
        const int Times = 10_000;
        var gate = NewGate();
        await EnterAsync(gate, 1);
        await EnterAndLeaveAsync(gate, Times);
        var before = GC.GetAllocatedBytesForCurrentThread();

        // All of it on this thread: nothing is waited for.
        await EnterAndLeaveAsync(gate, Times);

        // An object with one reference.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / Times, 24, 24);
    }

    public void Dispose() => _gates.ForEach(gate => gate.Dispose());

    private async Task<List<RunPermit>> EnterAsync(ITenantGate gate, int count)
    {
        var permits = new List<RunPermit>();
        for (var i = 0; i < count; i++)
        {
            permits.Add(await gate.EnterAsync(_tenant, CancellationToken.None) ?? throw new InvalidOperationException($"Turned away after {i}."));
        }

        return permits;
    }

    private async Task<int> CountAsync(TenantGate gate)
    {
        var count = 0;
        while (await gate.EnterAsync(_tenant, CancellationToken.None) is not null)
        {
            count++;
        }

        return count;
    }

    private async Task EnterAndLeaveAsync(TenantGate gate, int times)
    {
        for (var i = 0; i < times; i++)
        {
            (await gate.EnterAsync(_tenant, CancellationToken.None))!.Dispose();
        }
    }

    private async Task AdvanceAsync(TimeSpan time)
    {
        _clock.Advance(time);
        await Task.WhenAll(_gates.Select(gate => gate.Renewal));
    }

    private TenantGate NewGate(IGrainFactory? grains = null, int maxConcurrentRuns = Limit)
    {
        var options = Options.Create(new TenantOptions { MaxConcurrentRuns = maxConcurrentRuns });
        var gate = new TenantGate(grains ?? server.Server.Grains, options, _clock, NullLogger<TenantGate>.Instance);
        _gates.Add(gate);
        return gate;
    }
}
