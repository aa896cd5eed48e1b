namespace SkillFlaw.Grains.Tenants;

public sealed class TenantPermitsTests
{
    private readonly ManualClock _clock = new();
    private readonly List<(int InUse, int Wanted)> _asked = [];
    private readonly TenantPermits _permits;
    private TaskCompletionSource<PermitGrant> _answer = Answer(10);

    public TenantPermitsTests() => _permits = new TenantPermits(5, _clock, RenewAsync, _ => { });

    [Fact]
    public async Task TryEnter_WhileAnAnswerIsAwaited_LetsInNoMoreThanWasTold()
    {
        var runs = await EnterAsync(4);
        _answer = new TaskCompletionSource<PermitGrant>();
        var renewal = _permits.Renew(() => { });

        Assert.Null(_permits.TryEnter());
        runs[0].Dispose();
        Assert.NotNull(_permits.TryEnter());
        Assert.Null(_permits.TryEnter());

        _answer.SetResult(Grant(6));
        await renewal!;
        Assert.NotNull(_permits.TryEnter());
        Assert.NotNull(_permits.TryEnter());
        Assert.Null(_permits.TryEnter());
        Assert.Equal([(0, 6), (4, 9)], _asked);
    }

    [Fact]
    public async Task WaitForRoom_ManyWait_OneAsksForAll()
    {
        _answer = new TaskCompletionSource<PermitGrant>();
        var waiting = Enumerable.Range(0, 20).Select(_ => _permits.WaitForRoomAsync(CancellationToken.None).AsTask()).ToArray();
        _answer.SetResult(Grant(6));
        Assert.DoesNotContain(false, await Task.WhenAll(waiting));

        _answer = Answer(26);
        for (var i = 0; i < 6; i++)
        {
            Assert.NotNull(_permits.TryEnter());
        }

        Assert.True(await _permits.WaitForRoomAsync(CancellationToken.None));
        Assert.Equal([(0, 6), (6, 12)], _asked);
    }

    [Fact]
    public async Task WaitForRoom_CallerGivesUp_TheAnswerIsForTheOthers()
    {
        _answer = new TaskCompletionSource<PermitGrant>();
        using var caller = new CancellationTokenSource();
        var leaving = _permits.WaitForRoomAsync(caller.Token).AsTask();
        var staying = _permits.WaitForRoomAsync(CancellationToken.None).AsTask();

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        _answer.SetResult(Grant(1));

        Assert.True(await staying);
        Assert.NotNull(_permits.TryEnter());
    }

    [Fact]
    public async Task Renew_AfterAPeak_AsksForThePeakOnce()
    {
        var runs = await EnterAsync(8);
        runs.ForEach(run => run.Dispose());

        await _permits.Renew(() => { })!;
        await _permits.Renew(() => { })!;

        Assert.Equal([(0, 6), (0, 13), (0, 0)], _asked);
    }

    private static TaskCompletionSource<PermitGrant> Answer(int permits)
    {
        var answer = new TaskCompletionSource<PermitGrant>();
        answer.SetResult(Grant(permits));
        return answer;
    }

    private static PermitGrant Grant(int permits) => new(permits, TimeSpan.FromSeconds(30));

    private Task<PermitGrant> RenewAsync(int inUse, int wanted)
    {
        _asked.Add((inUse, wanted));
        return _answer.Task;
    }

    private async Task<List<RunPermit>> EnterAsync(int count)
    {
        Assert.True(await _permits.WaitForRoomAsync(CancellationToken.None));
        return [.. Enumerable.Range(0, count).Select(_ => _permits.TryEnter()!)];
    }
}
