using Microsoft.Extensions.DependencyInjection;

namespace SkillFlaw.GrainRuntime.Tests.Enumeration;

public sealed class AbortedSequenceTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly string _key = TestSilo.NewKey();
    private TestSilo _silo = null!;

    private ISequenceGrain Grain => _silo.Grain<ISequenceGrain>(_key);

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(silo => silo.Services.AddSingleton<TimeProvider>(_time));

    public async Task DisposeAsync() => await _silo.DisposeAsync();

    [Fact]
    public async Task Grain_ThatIsDeactivated_EndsTheIteratorAndTellsTheWaitingReader()
    {
        await using var items = Grain.HoldAfter(1, _key).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());
        var next = items.MoveNextAsync();
        await Gate.Named(_key).WaitForAsync();

        await Grain.Leave();

        await Assert.ThrowsAsync<EnumerationAbortedException>(() => next.AsTask());
        await Gate.Named(_key + "/ended").WaitForAsync();
    }

    [Fact]
    public async Task Grain_ThatWasDeactivatedBetweenTwoReads_TellsTheReader()
    {
        await using var items = Grain.HoldAfter(1, _key).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());

        await Grain.Leave();
        await Grain.Ping();

        await Assert.ThrowsAsync<EnumerationAbortedException>(() => items.MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task Grain_ThatIsDeactivatedWhileAReaderLeaves_WaitsForTheIteratorsEndAndAnswersTheReader()
    {
        var items = Grain.EndSlowly(_key).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());
        var left = items.DisposeAsync().AsTask();
        await Gate.Named(_key).WaitForAsync();

        await Grain.Leave();
        var next = Grain.Ping();
        Assert.False(next.IsCompleted);
        Gate.Named(_key).Open();

        await next.WaitAsync(TimeSpan.FromSeconds(30));
        await left.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(1, Gate.Named(_key + "/ended").Arrived);
    }

    [Fact]
    public async Task Reader_ThatVanishes_IsForgottenAfterTheResponseTimeout()
    {
        var items = Grain.HoldAfter(1, _key).GetAsyncEnumerator();
        Assert.True(await items.MoveNextAsync());
        await Grain.Ping();

        // Twice: the first look takes note that it was read, the second that it was not read since.
        _time.Advance(TimeSpan.FromSeconds(31));
        await Grain.Ping();
        _time.Advance(TimeSpan.FromSeconds(31));

        await Gate.Named(_key + "/ended").WaitForAsync();
        await Assert.ThrowsAsync<EnumerationAbortedException>(() => items.MoveNextAsync().AsTask());
    }

    [Fact]
    public async Task Reader_ThatWaitsLong_IsNotForgottenNorTimedOut()
    {
        await using var items = Grain.HoldAfter(0, _key).GetAsyncEnumerator();
        var next = items.MoveNextAsync().AsTask();
        await Gate.Named(_key).WaitForAsync();

        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(5));
            await Grain.Ping();
        }

        Assert.False(next.IsCompleted);
        Gate.Named(_key).Open();
        Assert.False(await next);
    }

    [Fact]
    public async Task Grain_ThatIsBeingRead_IsNotCollected()
    {
        await using var items = Grain.HoldAfter(0, _key).GetAsyncEnumerator();
        var next = items.MoveNextAsync().AsTask();
        await Gate.Named(_key).WaitForAsync();

        _time.Advance(TimeSpan.FromHours(1));
        Gate.Named(_key).Open();

        Assert.False(await next);
    }
}
