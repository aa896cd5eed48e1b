using System.Collections.Immutable;
using System.Text.Json;

namespace SkillFlaw.Conformance.Contracts.Refused;

[Alias("bad-message")]
[GenerateSerializer]
public abstract class BadMessage(int captured)
{
    [Id(0)]
    public static int Static { get; set; }

    [Id(1)]
    public int First { get; set; }

    [Id(1)]
    public int Second { get; set; }

    [Id(2)]
    public abstract int Abstract { get; set; }

    [Id(3)]
    public int Computed => captured;

    public int Forgotten { get; set; }
}

/// <summary>The positional members have numbers of their own; the other needs one.</summary>
[Alias("positional")]
[GenerateSerializer]
public sealed record Positional(int First, [property: Id(7)] int Second)
{
    public int Third { get; init; }
}

[Alias("good")]
[GenerateSerializer]
[Immutable]
public sealed record Good(int First, [property: Id(0)] ImmutableArray<string> Second)
{
    [Id(1)]
    public int Third { get; init; }

    [field: NonSerialized]
    public int Cached { get; init; }
}

[Alias("good-struct")]
[GenerateSerializer]
public readonly record struct GoodStruct(int First, (string, Guid?) Second);

[Alias("carrier")]
[GenerateSerializer]
[Immutable]
public class Carrier : Unmarked
{
    [Id(0)]
    public ImmutableArray<JsonElement> Json { get; init; }

    [Id(1)]
    public IComparable? Interface { get; init; }

    [Id(2)]
    public Action? Code { get; init; }

    [Id(3)]
    public object? Anything { get; init; }

    [Id(4)]
    public CancellationToken Token { get; init; }

    [Id(5)]
    public IReadOnlyList<int>? Fine { get; init; }
}

public class Unmarked;

/// <summary>Travels wherever a <see cref="Carrier"/> does.</summary>
public sealed class UnmarkedCarrier : Carrier;

[Alias("changeable")]
[GenerateSerializer]
public sealed class Changeable
{
    [Id(0)]
    public int Number { get; set; }
}

[Alias("open-grain")]
public interface ISendingGrain : IGrainWithStringKey
{
    [Alias("carry")]
    Task<Carrier> Carry();

    [Alias("change")]
    Task Change(Changeable changeable);

    [Alias("list")]
    Task List(List<int> numbers);

    [Alias("pair")]
    Task<(int, ImmutableList<Changeable>)> Pair();

    [Alias("items")]
    IAsyncEnumerable<byte[]> Items();

    [Alias("marked")]
    Task Marked([Immutable] int[] numbers, Good good, GoodStruct fine, ISendingGrain grain, CancellationToken cancellationToken);

    [Alias("marked-result")]
    [return: Immutable]
    Task<long[]> MarkedResult();
}
