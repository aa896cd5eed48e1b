namespace SkillFlaw.Grains.Tenants;

public sealed class TenantBudgetTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void TryBegin_WithALimit_LetsASecondsRunsInAtOnceAndTheOthersEvenly()
    {
        var budget = NewBudget(runsPerSecond: 10);

        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => budget.TryBegin()));
        Assert.InRange(budget.TimeToNext(), TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(100));

        var later = 0;
        for (var i = 0; i < 100; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(50));
            later += budget.TryBegin() ? 1 : 0;
        }

        // Five seconds.
        Assert.InRange(later, 49, 51);
    }

    [Fact]
    public void TryBegin_AfterAPause_HasSavedUpNoMoreThanASecond()
    {
        var budget = NewBudget(runsPerSecond: 10);
        _clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => budget.TryBegin()));
    }

    [Fact]
    public void TryBegin_WithoutALimit_LetsAllIn()
    {
        var budget = NewBudget(runsPerSecond: 0);

        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.True(budget.TryBegin()));
        Assert.Equal(TimeSpan.Zero, budget.TimeToNext());
    }

    [Fact]
    public async Task TryBegin_WhenTheTokensAreUsedUp_LetsNobodyIn()
    {
        var budget = NewBudget(runsPerSecond: 0, tokensLeft: 100);
        budget.Spend(99);
        Assert.True(budget.TryBegin());
        budget.Spend(1);
        Assert.False(budget.TryBegin());
        Assert.False(budget.HasTokens);

        // The next day.
        var told = 0L;
        await budget.ReportAsync(tokens =>
        {
            told = tokens;
            return Task.FromResult(new TenantTerms(0, 1_000, 10));
        });

        Assert.Equal(100, told);
        Assert.True(budget.TryBegin());
    }

    [Fact]
    public async Task Report_ThatFails_IsMadeAgainWithTheSameTokens()
    {
        var budget = NewBudget(runsPerSecond: 0, tokensLeft: 100);
        budget.Spend(7);
        await Assert.ThrowsAsync<TimeoutException>(() => budget.ReportAsync(_ => throw new TimeoutException()));
        budget.Spend(5);

        var told = new List<long>();
        for (var i = 0; i < 2; i++)
        {
            await budget.ReportAsync(tokens =>
            {
                told.Add(tokens);
                return Task.FromResult(new TenantTerms(0, null, 10));
            });
        }

        Assert.Equal([12, 0], told);
    }

    private TenantBudget NewBudget(double runsPerSecond, long? tokensLeft = null) => new(new TenantTerms(runsPerSecond, tokensLeft, 10), _clock);
}
