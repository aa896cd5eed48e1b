using Orleans.Concurrency;
using Orleans.Streams;

namespace SkillFlaw.Conformance.Contracts.Refused;

// Each of these breaks the rule that its name or its member's name tells of, and no other of the same kind.
[Alias("bad-grain")]
public interface IBadGrain : IGrainWithStringKey
{
    event EventHandler Event;

    int Property { get; }

    [Alias("generic")]
    Task Generic<T>();

    [Alias("body")]
    Task Body() => Task.CompletedTask;

    [Alias("void")]
    void Void();

    [Alias("plain")]
    string Plain();

    [Alias("one-way")]
    [OneWay]
    Task<int> OneWay();

    [Alias("reference")]
    Task Reference(ref int number);

    [Alias("out")]
    Task Out(out int number);

    [Alias("tokens")]
    Task Tokens(CancellationToken first, CancellationToken second);

    [Alias("token-first")]
    Task TokenFirst(CancellationToken token, int number);
}

public interface IBaseGrain
{
    [Alias("inherited")]
    string Inherited();
}

[Alias("derived-grain")]
public interface IDerivedGrain : IBaseGrain, IGrainWithStringKey;

[Alias("generic-grain")]
public interface IGenericGrain<T> : IGrainWithStringKey;

public interface INamelessGrain : IGrainWithStringKey
{
    Task Nameless();
}

[Alias("same")]
public interface ISameGrain : IGrainWithStringKey
{
    [Alias("one")]
    Task One();

    [Alias("one")]
    Task Two();
}

[Alias("same")]
[GenerateSerializer]
public sealed class SameMessage;

[GenerateSerializer]
public sealed class NamelessMessage;

public static class Nest
{
    [Alias("hidden-grain")]
    private interface IHiddenGrain : IGrainWithStringKey;

    [Alias("hidden-message")]
    [GenerateSerializer]
    private sealed class HiddenMessage;

    private sealed class HiddenGrain : Grain, IHiddenGrain;

    public static IReadOnlyList<Type> Hidden { get; } = [typeof(IHiddenGrain), typeof(HiddenMessage), typeof(HiddenGrain)];
}

[Alias("named-grain")]
[GenerateSerializer]
public sealed class NamedGrain : Grain, INamelessGrain
{
    [AlwaysInterleave]
    public Task Nameless() => Task.CompletedTask;
}

public sealed class StatefulGrain([PersistentState("bad")] IPersistentState<StateWithArgument> state) : Grain, INamelessGrain
{
    public Task Nameless() => state.WriteStateAsync();
}

[Alias("state-with-argument")]
[GenerateSerializer]
public sealed class StateWithArgument(int number)
{
    [Id(0)]
    public int Number { get; } = number;
}

public static class Publisher
{
    // The only place where the type of the item shows.
    public static Task Publish(IStreamProvider streams) =>
        streams.GetStream<UnknownItem>(StreamId.Create("items", "1")).OnNextAsync(new UnknownItem());
}

public sealed class UnknownItem;
