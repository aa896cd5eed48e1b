namespace SkillFlaw.Grains.Users;

public sealed class SignInGrainTests(ManualServer server) : IClassFixture<ManualServer>
{
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(15);

    private readonly ISignInGrain _address = server.Server.Grains.GetGrain<ISignInGrain>($"2001:db8:0:{Guid.NewGuid():N}");

    [Fact]
    public async Task Begin_TenFailures_TheNextMustWait()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.True(await FailAsync("ann"));
            server.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(new SignInVerdict(TimeSpan.FromMinutes(5)), await _address.Begin("ann"));
        Assert.False((await _address.Begin("ann")).MayTry);
        Assert.True((await _address.Begin("bob")).MayTry);
    }

    [Fact]
    public async Task Begin_AfterTheWait_HasOneMoreTry()
    {
        for (var i = 0; i < 10; i++)
        {
            await FailAsync("ann");
            server.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        server.Clock.Advance((await _address.Begin("ann")).RetryAfter);

        Assert.True(await FailAsync("ann"));
        Assert.Equal(TimeSpan.FromMinutes(1), (await _address.Begin("ann")).RetryAfter);
    }

    [Fact]
    public async Task Begin_FromAnotherAddress_MayTry()
    {
        for (var i = 0; i < 10; i++)
        {
            await FailAsync("ann");
        }

        Assert.True((await server.Server.Grains.GetGrain<ISignInGrain>($"{Guid.NewGuid()}").Begin("ann")).MayTry);
    }

    [Fact]
    public async Task Begin_ManyAtOnceThatNobodyHasReported_CountAsFailures()
    {
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => _address.Begin("ann")));

        Assert.Equal(10, verdicts.Count(verdict => verdict.MayTry));
        Assert.All(verdicts.Where(verdict => !verdict.MayTry), verdict => Assert.Equal(_window, verdict.RetryAfter));
    }

    [Fact]
    public async Task Begin_TheSameNameInOtherLetters_IsTheSameUser()
    {
        for (var i = 0; i < 10; i++)
        {
            await FailAsync(i % 2 == 0 ? "ann" : "Ann");
        }

        Assert.False((await _address.Begin("ANN")).MayTry);
        Assert.True((await _address.Begin(new string('a', 10_000))).MayTry);
    }

    [Fact]
    public async Task Begin_AHundredFailuresOfManyUsers_NobodyMayTry()
    {
        for (var i = 0; i < 100; i++)
        {
            Assert.True(await FailAsync($"user {i}"));
            server.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(_window - TimeSpan.FromSeconds(100), (await _address.Begin("somebody else")).RetryAfter);
        server.Clock.Advance(_window - TimeSpan.FromSeconds(100));
        Assert.True((await _address.Begin("somebody else")).MayTry);
        Assert.False((await _address.Begin("yet another")).MayTry);
    }

    [Fact]
    public async Task Report_Success_ForgivesTheUser()
    {
        for (var i = 0; i < 9; i++)
        {
            await FailAsync("ann");
        }

        await SucceedAsync("ann");

        for (var i = 0; i < 10; i++)
        {
            Assert.True(await FailAsync("ann"));
        }

        Assert.False((await _address.Begin("ann")).MayTry);
    }

    [Fact]
    public async Task Report_Success_DoesNotForgiveTheAddress()
    {
        // One who guesses may have an account of their own.
        for (var i = 0; i < 10; i++)
        {
            for (var j = 0; j < 9; j++)
            {
                Assert.True(await FailAsync($"victim {i}"));
            }

            Assert.True(await FailAsync("own"));
            if (i < 9)
            {
                await SucceedAsync("own");
            }
        }

        Assert.False((await _address.Begin("own")).MayTry);
    }

    [Fact]
    public async Task Report_ManySuccesses_LeaveNothingBehind()
    {
        // As many at once as there may be: each is forgiven, whatever the order.
        for (var i = 0; i < 100; i++)
        {
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _address.Begin("ann"))), verdict => Assert.True(verdict.MayTry));
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _address.Report("ann", true)));
        }

        Assert.True((await _address.Begin("bob")).MayTry);
    }

    [Fact]
    public async Task Report_SuccessBesideAFailure_TheFailureCounts()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _address.Begin("ann")));

        await _address.Report("ann", true);
        for (var i = 0; i < 9; i++)
        {
            await _address.Report("ann", false);
        }

        Assert.True(await FailAsync("ann"));
        Assert.False((await _address.Begin("ann")).MayTry);
    }

    [Fact]
    public async Task Begin_LongAfterTheLastTry_StillKnowsTheFailures()
    {
        // Longer than idle grains are kept.
        var patient = new ManualServer { SignIns = options => options.Window = TimeSpan.FromHours(2) };
        await patient.InitializeAsync();
        try
        {
            var address = patient.Server.Grains.GetGrain<ISignInGrain>("192.0.2.1");
            await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => address.Begin("ann")));

            patient.Clock.Advance(TimeSpan.FromHours(1));

            Assert.Equal(TimeSpan.FromHours(1), (await address.Begin("ann")).RetryAfter);
        }
        finally
        {
            await patient.DisposeAsync();
        }
    }

    private async Task<bool> FailAsync(string user)
    {
        var verdict = await _address.Begin(user);
        if (verdict.MayTry)
        {
            await _address.Report(user, false);
        }

        return verdict.MayTry;
    }

    private async Task SucceedAsync(string user)
    {
        Assert.True((await _address.Begin(user)).MayTry);
        await _address.Report(user, true);
    }
}
