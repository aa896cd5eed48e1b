namespace SkillFlaw.Grains.Tenants;

public sealed class TenantGrainTests(ManualServer server) : IClassFixture<ManualServer>
{
    private const int Limit = TenantServer.Limit;

    private readonly ITenantGrain _tenant = server.Server.Grains.GetGrain<ITenantGrain>(Guid.NewGuid().ToString("N"));

    [Fact]
    public async Task Renew_FreePermits_GrantsWhatIsWanted()
    {
        Assert.Equal(40, await RenewAsync("a", 0, 40));
        Assert.Equal(50, await RenewAsync("b", 0, 50));
        Assert.Equal(10, await RenewAsync("c", 0, 20));
    }

    [Fact]
    public async Task Renew_Zero_GivesBackWhatIsNotInUse()
    {
        await RenewAsync("a", 0, Limit);

        Assert.Equal(30, await RenewAsync("a", 30, 0));
        Assert.Equal(70, await RenewAsync("b", 0, Limit));
    }

    [Fact]
    public async Task Renew_SomebodyStarves_GetsItsShareOfWhatIsUnused()
    {
        await RenewAsync("a", 0, Limit);

        Assert.Equal(0, await RenewAsync("b", 0, 60));
        Assert.Equal(50, await RenewAsync("a", 10, Limit));
        Assert.Equal(50, await RenewAsync("b", 0, 60));
    }

    [Fact]
    public async Task Renew_SomebodyStarvesButMuchIsInUse_SharesTheRest()
    {
        await RenewAsync("a", 0, 80);
        await RenewAsync("b", 0, 20);

        Assert.Equal(0, await RenewAsync("c", 0, Limit));
        Assert.Equal(80, await RenewAsync("a", 80, Limit));
        Assert.Equal(10, await RenewAsync("b", 0, 20));
        Assert.Equal(10, await RenewAsync("c", 0, Limit));
    }

    [Fact]
    public async Task Renew_MoreNodesThanPermits_EachHasItsTurn()
    {
        var nodes = Enumerable.Range(0, Limit * 3 / 2).Select(number => $"node {number}").ToArray();
        var served = new HashSet<string>();
        for (var round = 0; round < 5; round++)
        {
            foreach (var node in nodes)
            {
                if (await RenewAsync(node, 0, 1) > 0)
                {
                    served.Add(node);
                }
            }
        }

        Assert.Equal(nodes.Length, served.Count);
    }

    [Fact]
    public async Task Renew_AfterAnothersLease_HasItsPermits()
    {
        var lease = (await _tenant.Renew("a", 0, Limit)).Lease;

        server.Clock.Advance(lease - TimeSpan.FromTicks(1));
        Assert.Equal(0, await RenewAsync("b", 0, 10));
        server.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(10, await RenewAsync("b", 0, 10));
    }

    [Fact]
    public async Task Renew_AfterTheLeaseOfOneThatStarved_NobodyMakesRoomForIt()
    {
        await RenewAsync("a", 0, Limit);
        var lease = (await _tenant.Renew("b", 0, Limit)).Lease;

        Assert.Equal(50, await RenewAsync("a", 0, Limit));
        server.Clock.Advance(lease);
        Assert.Equal(Limit, await RenewAsync("a", 0, Limit));
    }

    [Fact]
    public async Task Renew_TooLate_KeepsWhatIsInUse()
    {
        var lease = (await _tenant.Renew("a", 0, 60)).Lease;
        server.Clock.Advance(lease);
        await RenewAsync("b", 0, Limit);

        Assert.Equal(60, await RenewAsync("a", 60, 80));
        Assert.Equal(40, await RenewAsync("b", 10, Limit));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Renew_NodesThatRenewCrashAndComeLate_HoldTogetherNoMoreThanTheLimit(int seed)
    {
        var random = new Random(seed);
        var nodes = Enumerable.Range(0, 6).Select(number => new Node($"node {number}")).ToArray();
        var ledger = new Dictionary<string, (int Permits, int InUse, long LeaseEnd)>();
        var unsettled = new HashSet<string>();
        for (var step = 0; step < 4_000; step++)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(random.Next(3) == 0 ? random.Next(12) : 0));
            var now = server.Clock.GetTimestamp();
            foreach (var name in ledger.Keys.Where(name => ledger[name].LeaseEnd <= now).ToArray())
            {
                ledger.Remove(name);
                unsettled.Remove(name);
            }

            var index = random.Next(nodes.Length);
            if (random.Next(40) == 0)
            {
                nodes[index] = new Node($"restarted at {step}");
                continue;
            }

            var node = nodes[index];
            var held = ledger.GetValueOrDefault(node.Name).Permits;
            var before = ledger.Values.Sum(each => each.Permits);

            // One whose lease has ended may still have runs, and no more than it had.
            node.InUse = random.Next((ledger.ContainsKey(node.Name) ? held : node.InUse) + 1);
            var wanted = random.Next(4) == 0 ? 0 : random.Next(Limit * 3 / 2);
            var grant = await _tenant.Renew(node.Name, node.InUse, wanted);
            ledger[node.Name] = (grant.Permits, node.InUse, now + grant.Lease.Ticks);

            var after = ledger.Values.Sum(each => each.Permits);
            var excess = Math.Max(0, node.InUse - held);
            Assert.InRange(grant.Permits, node.InUse, Math.Max(node.InUse, wanted));
            Assert.InRange(after, 0, Math.Max(Limit, before + excess));

            // After one that came late, once all the others have renewed: nobody holds more than is in use unless there is room.
            unsettled.Remove(node.Name);
            if (excess > 0)
            {
                unsettled = [.. ledger.Keys.Where(name => name != node.Name)];
            }

            Assert.True(
                unsettled.Count > 0 || after <= Math.Max(Limit, ledger.Values.Sum(each => each.InUse)),
                $"{after} permits are out after step {step}.");
        }
    }

    private async Task<int> RenewAsync(string node, int inUse, int wanted) => (await _tenant.Renew(node, inUse, wanted)).Permits;

    private sealed class Node(string name)
    {
        public string Name => name;

        public int InUse { get; set; }
    }
}
