namespace SkillFlaw.GrainRuntime.Tests.Hosting;

public sealed class ReferenceTests(SharedSilo shared) : IClassFixture<SharedSilo>
{
    [Fact]
    public async Task StringKey_IsWhatTheGrainSees()
    {
        var grain = shared.Silo.Grain<IKeyedGrain>("a/b c");

        Assert.Equal("a/b c", await grain.Key());
        Assert.Equal("a/b c", grain.GetPrimaryKeyString());
        Assert.Equal("keyed/a/b c", grain.GetGrainId().ToString());
        Assert.Equal("keyed/a/b c", await grain.Identity());
    }

    [Fact]
    public async Task GuidCompoundKey_IsWhatTheGrainSees()
    {
        var id = Guid.NewGuid();
        var grain = shared.Silo.Client.GetGrain<ICompoundKeyedGrain>(id, "tenant+1");

        Assert.Equal($"{id:D} tenant+1", await grain.Key());
        Assert.Equal(id, grain.GetPrimaryKey(out var extension));
        Assert.Equal("tenant+1", extension);
        Assert.Equal($"named/{id:N}+tenant+1", grain.GetGrainId().ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void Key_ThatIsEmpty_IsRefused(string key)
    {
        Assert.ThrowsAny<ArgumentException>(() => shared.Silo.Client.GetGrain<IKeyedGrain>(key));
    }

    [Fact]
    public void References_OfTheSameGrain_AreEqual()
    {
        var key = TestSilo.NewKey();

        Assert.Equal(shared.Silo.Grain<IKeyedGrain>(key), shared.Silo.Grain<IKeyedGrain>(key));
        Assert.NotEqual(shared.Silo.Grain<IKeyedGrain>(key), shared.Silo.Grain<IKeyedGrain>(key + "x"));
        Assert.Equal(shared.Silo.Grain<IKeyedGrain>(key).GetHashCode(), shared.Silo.Grain<IKeyedGrain>(key).GetHashCode());
    }

    [Fact]
    public async Task Reference_HandedOutByAGrain_CallsIt()
    {
        var key = TestSilo.NewKey();
        var self = await shared.Silo.Grain<IKeyedGrain>(key).Self();

        Assert.Equal(key, await self.Key());
        Assert.Equal(key, await shared.Silo.Grain<IKeyedGrain>().KeyOf(self));
    }

    [Fact]
    public async Task Reference_ByAnotherInterface_CallsTheSameGrain()
    {
        var key = TestSilo.NewKey();

        Assert.Equal(key, await shared.Silo.Grain<IKeyedGrain>(key).AsReference<IAlsoKeyedGrain>().OtherKey());
    }

    [Fact]
    public async Task Grain_ThatOnlyImplementsIGrainBase_GetsItsContext()
    {
        var key = TestSilo.NewKey();

        Assert.Equal(key, await shared.Silo.Grain<IPlainGrain>(key).Key());
    }

    [Fact]
    public void Interface_WithoutAClass_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => shared.Silo.Grain<INobodysGrain>());
    }

    [Fact]
    public async Task Interface_WithTwoClasses_NeedsThePrefixOfOne()
    {
        Assert.Throws<ArgumentException>(() => shared.Silo.Grain<IAmbiguousGrain>());

        var prefix = typeof(FirstAmbiguousGrain).FullName!;
        Assert.Equal("first", await shared.Silo.Client.GetGrain<IAmbiguousGrain>(TestSilo.NewKey(), prefix).Name());
    }
}

[Alias("test-keyed")]
public interface IKeyedGrain : IGrainWithStringKey
{
    [Alias("key")]
    Task<string> Key();

    [Alias("identity")]
    Task<string> Identity();

    [Alias("self")]
    Task<IKeyedGrain> Self();

    [Alias("key-of")]
    Task<string> KeyOf(IKeyedGrain other);
}

[Alias("test-also-keyed")]
public interface IAlsoKeyedGrain : IGrainWithStringKey
{
    [Alias("other-key")]
    Task<string> OtherKey();
}

public sealed class KeyedGrain : Grain, IKeyedGrain, IAlsoKeyedGrain
{
    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());

    public Task<string> Identity() => Task.FromResult(IdentityString);

    public Task<IKeyedGrain> Self() => Task.FromResult(this.AsReference<IKeyedGrain>());

    public Task<string> KeyOf(IKeyedGrain other) => other.Key();

    public Task<string> OtherKey() => Key();
}

[Alias("test-compound-keyed")]
public interface ICompoundKeyedGrain : IGrainWithGuidCompoundKey
{
    [Alias("key")]
    Task<string> Key();
}

[GrainType("named")]
public sealed class CompoundKeyedGrain : Grain, ICompoundKeyedGrain
{
    public Task<string> Key() => Task.FromResult($"{this.GetPrimaryKey(out var extension):D} {extension}");
}

[Alias("test-plain")]
public interface IPlainGrain : IGrainWithStringKey
{
    [Alias("key")]
    Task<string> Key();
}

public sealed class PlainGrain(IGrainContext context) : IGrainBase, IPlainGrain
{
    public IGrainContext GrainContext => context;

    public Task<string> Key() => Task.FromResult(this.GetPrimaryKeyString());
}

[Alias("test-nobodys")]
public interface INobodysGrain : IGrainWithStringKey
{
    [Alias("ping")]
    Task Ping();
}

[Alias("test-ambiguous")]
public interface IAmbiguousGrain : IGrainWithStringKey
{
    [Alias("name")]
    Task<string> Name();
}

public sealed class FirstAmbiguousGrain : Grain, IAmbiguousGrain
{
    public Task<string> Name() => Task.FromResult("first");
}

public sealed class SecondAmbiguousGrain : Grain, IAmbiguousGrain
{
    public Task<string> Name() => Task.FromResult("second");
}
