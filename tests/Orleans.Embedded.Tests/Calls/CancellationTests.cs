namespace SkillFlaw.GrainRuntime.Tests.Calls;

public sealed class CancellationTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Cancel_WhileTheCalleeRuns_CancelsItsToken()
    {
        var key = TestSilo.NewKey();
        using var cancel = new CancellationTokenSource();
        var call = shared.Silo.Grain<ICancellableGrain>(key).WaitForCancellation(cancel.Token);
        await Gate.Named(key).WaitForAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call).WaitAsync(_limit);
        await Gate.Named(key + "/cancelled").WaitForAsync();
    }

    [Fact]
    public async Task Cancel_OfACalleeThatIgnoresIt_FreesTheCallerAtOnce()
    {
        var key = TestSilo.NewKey();
        using var cancel = new CancellationTokenSource();
        var call = shared.Silo.Grain<ICancellableGrain>(key).Ignore(cancel.Token);
        await Gate.Named(key).WaitForAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call).WaitAsync(_limit);
        Gate.Named(key).Open();
    }

    [Fact]
    public async Task Cancel_OfACallThatStillWaits_TakesItOutOfTheQueue()
    {
        var key = TestSilo.NewKey();
        var grain = shared.Silo.Grain<ICancellableGrain>(key);
        using var cancel = new CancellationTokenSource();
        var first = grain.Ignore(CancellationToken.None);
        await Gate.Named(key).WaitForAsync();
        var waiting = grain.WaitForCancellation(cancel.Token);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting).WaitAsync(_limit);
        Gate.Named(key).Open();
        await first.WaitAsync(_limit);
        await grain.Ignore(CancellationToken.None).WaitAsync(_limit);

        Assert.Equal(0, Gate.Named(key + "/cancelled").Arrived);
    }

    [Fact]
    public async Task Cancel_BeforeTheCall_DoesNotReachTheGrain()
    {
        var key = TestSilo.NewKey();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => shared.Silo.Grain<ICancellableGrain>(key).Ignore(new CancellationToken(canceled: true)));

        Assert.Equal(0, Gate.Named(key).Arrived);
    }

    [Fact]
    public async Task Cancel_OfTheFirstCall_ReachesTheLastOfAChain()
    {
        var (first, last) = (TestSilo.NewKey(), TestSilo.NewKey());
        using var cancel = new CancellationTokenSource();
        var call = shared.Silo.Grain<ICancellableGrain>(first).Forward(last, cancel.Token);
        await Gate.Named(last).WaitForAsync();

        await cancel.CancelAsync();

        await Gate.Named(last + "/cancelled").WaitForAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task Cancellation_InTheCallee_IsATurnOfIt()
    {
        var key = TestSilo.NewKey();
        using var cancel = new CancellationTokenSource();
        var call = shared.Silo.Grain<ICancellableGrain>(key).WaitForCancellation(cancel.Token);
        await Gate.Named(key).WaitForAsync();

        await cancel.CancelAsync();

        await Gate.Named(key + "/called-back").WaitForAsync();
        Assert.Equal(["own scheduler"], Ledger.Read(key));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }
}

[Alias("test-cancellable")]
public interface ICancellableGrain : IGrainWithStringKey
{
    [Alias("wait-for-cancellation")]
    Task WaitForCancellation(CancellationToken cancellationToken);

    [Alias("ignore")]
    Task Ignore(CancellationToken cancellationToken);

    [Alias("forward")]
    Task Forward(string key, CancellationToken cancellationToken);
}

public sealed class CancellableGrain : Grain, ICancellableGrain
{
    public async Task WaitForCancellation(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        var own = TaskScheduler.Current;
        cancellationToken.Register(() =>
        {
            Ledger.Write(key, TaskScheduler.Current == own ? "own scheduler" : "another scheduler");
            Gate.Named(key + "/called-back").Arrive();
        });
        try
        {
            await Gate.Named(key).PassAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Gate.Named(key + "/cancelled").Arrive();
            throw;
        }
    }

    public Task Ignore(CancellationToken cancellationToken) => Gate.Named(this.GetPrimaryKeyString()).PassAsync(CancellationToken.None);

    public Task Forward(string key, CancellationToken cancellationToken) =>
        GrainFactory.GetGrain<ICancellableGrain>(key).WaitForCancellation(cancellationToken);
}
