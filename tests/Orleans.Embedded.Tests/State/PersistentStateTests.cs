using Orleans.Storage;

namespace SkillFlaw.GrainRuntime.Tests.State;

public sealed class PersistentStateTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task State_ThatWasWritten_IsReadByTheNextActivation()
    {
        var grain = shared.Silo.Grain<IStoredGrain>();
        await grain.Set("kept", write: true);
        await grain.Leave();

        Assert.Equal("kept True", await grain.Get());
    }

    [Fact]
    public async Task State_ThatWasNotWritten_IsGoneWithItsActivation()
    {
        var grain = shared.Silo.Grain<IStoredGrain>();
        await grain.Set("kept", write: true);
        await grain.Set("lost", write: false);
        await grain.Leave();

        Assert.Equal("kept True", await grain.Get());
    }

    [Fact]
    public async Task State_OfAFreshGrain_IsEmpty()
    {
        Assert.Equal(" False", await shared.Silo.Grain<IStoredGrain>().Get());
    }

    [Fact]
    public async Task Clear_OfState_RemovesTheRecord()
    {
        var grain = shared.Silo.Grain<IStoredGrain>();
        await grain.Set("kept", write: true);

        await grain.Clear();
        await grain.Leave();

        Assert.Equal(" False", await grain.Get());
    }

    [Fact]
    public async Task States_OfOneGrain_AreApart()
    {
        var grain = shared.Silo.Grain<IStoredGrain>();
        await grain.SetOther(5);
        await grain.Leave();

        Assert.Equal(5, await grain.GetOther());
        Assert.Equal(" False", await grain.Get());
    }

    [Fact]
    public async Task Write_OfAStateThatChangedMeanwhile_FailsAndTheNextActivationReadsAnew()
    {
        var grain = shared.Silo.Grain<IStoredGrain>();
        await grain.Set("first", write: true);

        await Assert.ThrowsAsync<InconsistentStateException>(() => grain.SetBehindItsBack("second"));

        Assert.Equal("second True", await grain.Get());
    }

    [Fact]
    public async Task Write_OfAStateThatChangedMeanwhile_LeavesTheCallersActivationAlone()
    {
        var stored = TestSilo.NewKey();
        await shared.Silo.Grain<IStoredGrain>(stored).Set("first", write: true);
        var caller = shared.Silo.Grain<IStoredBehindGrain>();
        var before = await caller.Activation();

        await Assert.ThrowsAsync<InconsistentStateException>(() => caller.SetBehindItsBack(stored, "second"));

        Assert.Equal(before, await caller.Activation());
    }
}

[Alias("test-stored-behind")]
public interface IStoredBehindGrain : IGrainWithStringKey
{
    [Alias("set-behind-its-back")]
    Task<bool> SetBehindItsBack(string key, string text);

    [Alias("activation")]
    Task<Guid> Activation();
}

public sealed class StoredBehindGrain : Grain, IStoredBehindGrain
{
    private readonly Guid _activation = Guid.NewGuid();

    public async Task<bool> SetBehindItsBack(string key, string text)
    {
        await GrainFactory.GetGrain<IStoredGrain>(key).SetBehindItsBack(text);
        return true;
    }

    public Task<Guid> Activation() => Task.FromResult(_activation);
}

[Alias("test-stored")]
public interface IStoredGrain : IGrainWithStringKey
{
    [Alias("set")]
    Task Set(string text, bool write);

    [Alias("get")]
    Task<string> Get();

    [Alias("set-other")]
    Task SetOther(int number);

    [Alias("get-other")]
    Task<int> GetOther();

    [Alias("clear")]
    Task Clear();

    [Alias("set-behind-its-back")]
    Task SetBehindItsBack(string text);

    [Alias("leave")]
    Task Leave();
}

[Alias("test-stored-state")]
[GenerateSerializer]
public sealed class StoredState
{
    [Id(0)]
    public string Text { get; set; } = "";
}

[Alias("test-other-state")]
[GenerateSerializer]
public sealed record OtherState
{
    [Id(0)]
    public int Number { get; set; }
}

public sealed class StoredGrain(
    [PersistentState("text")] IPersistentState<StoredState> stored,
    [PersistentState("other", "PubSubStore")] IPersistentState<OtherState> other,
    [PersistentState("text")] IPersistentState<StoredState> sameRecord) : Grain, IStoredGrain
{
    public async Task Set(string text, bool write)
    {
        stored.State.Text = text;
        if (write)
        {
            await stored.WriteStateAsync();
        }
    }

    public Task<string> Get() => Task.FromResult($"{stored.State.Text} {stored.RecordExists}");

    public async Task SetOther(int number)
    {
        other.State.Number = number;
        await other.WriteStateAsync(CancellationToken.None);
    }

    public Task<int> GetOther() => Task.FromResult(other.State.Number);

    public Task Clear() => stored.ClearStateAsync();

    public async Task SetBehindItsBack(string text)
    {
        await sameRecord.ReadStateAsync();
        sameRecord.State.Text = text;
        await sameRecord.WriteStateAsync();
        stored.State.Text = "stale";
        await stored.WriteStateAsync();
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
