using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace SkillFlaw.Grains.Tenants;

/// <summary>What a tenant may do, as its grain says it.</summary>
public sealed class TenantTermsTests : IAsyncLifetime
{
    private readonly TestServer _server = new()
    {
        Configure = services => services.Configure<TenantOptions>(options =>
        {
            options.MaxRunsPerSecond = 100;
            options.MaxTokensPerDay = 1_000;
            options.MaxQueuedJobs = 50;
        }),
    };

    private ITenantGrain Tenant => _server.Grains.GetGrain<ITenantGrain>(_server.TenantId.ToString("N"));

    [Fact]
    public async Task Report_OfOneNode_GivesItAllOfIt() => Assert.Equal(new TenantTerms(100, 1_000, 50), await Tenant.Report("one", 0));

    [Fact]
    public async Task Report_OfTwoNodes_SharesTheRunsOfASecondAndCountsAllTokens()
    {
        await Tenant.Report("one", 300);

        Assert.Equal(new TenantTerms(50, 500, 50), await Tenant.Report("two", 200));
        Assert.Equal(new TenantTerms(50, 500, 50), await Tenant.Report("one", 0));
        Assert.Equal(0, (await Tenant.Report("one", 10_000)).TokensLeft);
    }

    [Fact]
    public async Task Report_OfATenantWithLimitsOfItsOwn_SaysThose()
    {
        await using (var database = await _server.Databases.CreateDbContextAsync())
        {
            await database.Tenants.Where(tenant => tenant.TenantId == _server.TenantId).ExecuteUpdateAsync(change => change
                .SetProperty(tenant => tenant.MaxRunsPerSecond, 7)
                .SetProperty(tenant => tenant.MaxTokensPerDay, 0)
                .SetProperty(tenant => tenant.MaxQueuedJobs, 3)
                .SetProperty(tenant => tenant.MaxConcurrentRuns, 2));
        }

        Assert.Equal(new TenantTerms(7, null, 3), await Tenant.Report("one", 0));
        Assert.Equal(2, (await Tenant.Renew("one", 0, 10)).Permits);
    }

    [Fact]
    public async Task Tokens_OfToday_AreStillCountedAfterTheGrainHasGone()
    {
        await Tenant.Report("one", 400);
        await using var other = new OtherServer(new TestServer { Beside = _server, Configure = _server.Configure });
        await other.Server.InitializeAsync();

        Assert.Equal(600, (await other.Server.Grains.GetGrain<ITenantGrain>(_server.TenantId.ToString("N")).Report("two", 0)).TokensLeft);
    }

    [Fact]
    public async Task Gate_OfATenantWithoutTokens_ExplainsUntilWhen()
    {
        var gate = _server.Services.GetRequiredService<ITenantGate>();
        (await gate.EnterAsync(_server.TenantId, CancellationToken.None))!.Dispose();
        gate.Spend(_server.TenantId, 1_000);

        Assert.Null(await gate.EnterAsync(_server.TenantId, CancellationToken.None));
        var refusal = gate.Explain(_server.TenantId);
        Assert.Contains("tokens", refusal.Reason, StringComparison.Ordinal);
        Assert.InRange(refusal.RetryAfter, TimeSpan.Zero, TimeSpan.FromDays(1));
        Assert.NotNull(await gate.EnterAsync(Guid.NewGuid(), CancellationToken.None));
    }

    [Fact]
    public async Task Gate_OfATenantThatComesWithManyAtOnce_LimitsTheFirstOnesToo()
    {
        await using (var database = await _server.Databases.CreateDbContextAsync())
        {
            await database.Tenants.Where(tenant => tenant.TenantId == _server.TenantId)
                .ExecuteUpdateAsync(change => change.SetProperty(tenant => tenant.MaxRunsPerSecond, 1));
        }

        var gate = _server.Services.GetRequiredService<ITenantGate>();
        var entered = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => gate.EnterAsync(_server.TenantId, CancellationToken.None).AsTask()));

        Assert.InRange(entered.Count(permit => permit is not null), 1, 20);
    }

    [Fact]
    public async Task Gate_OfATenantThatBeginsTooMany_TurnsItAwayForAMoment()
    {
        var gate = _server.Services.GetRequiredService<ITenantGate>();
        var entered = 0;
        for (; await gate.EnterAsync(_server.TenantId, CancellationToken.None) is { } permit; entered++)
        {
            permit.Dispose();
            Assert.True(entered < 100_000);
        }

        Assert.True(entered >= 100);
        var refusal = gate.Explain(_server.TenantId);
        Assert.Contains("second", refusal.Reason, StringComparison.Ordinal);
        Assert.True(refusal.RetryAfter <= TimeSpan.FromSeconds(1));
    }

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    private sealed class OtherServer(TestServer server) : IAsyncDisposable
    {
        public TestServer Server => server;

        public async ValueTask DisposeAsync() => await server.DisposeAsync();
    }
}
