using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Numerics;

namespace SkillFlaw.Conformance.Contracts;

/// <summary>
/// What Orleans' serializer has a codec for without being told: see Orleans.Serialization/Codecs in its source. It has none for
/// JsonElement and JsonDocument, whose codec is in a package of its own. ArrayList, <c>object</c>, interfaces and abstract types that
/// are no messages are left out on purpose: with those the type of the object decides, and the error comes with the call.
/// </summary>
internal static class BuiltInTypes
{
    private static readonly HashSet<Type> _immutable =
    [
        typeof(bool), typeof(char), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long),
        typeof(ulong), typeof(float), typeof(double), typeof(decimal), typeof(Half), typeof(Int128), typeof(UInt128), typeof(BigInteger),
        typeof(string), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan),
        typeof(Uri), typeof(Version), typeof(Type), typeof(IPAddress), typeof(IPEndPoint), typeof(CultureInfo), typeof(CompareInfo),
        typeof(BitVector32), typeof(ValueTuple),
    ];

    private static readonly HashSet<Type> _mutable = [typeof(BitArray), typeof(NameValueCollection)];

    private static readonly HashSet<string> _ofOrleans =
        ["Orleans.Runtime.GrainId", "Orleans.Runtime.GrainType", "Orleans.Runtime.IdSpan", "Orleans.Runtime.StreamId"];

    private static readonly HashSet<Type> _immutableOf =
    [
        typeof(Nullable<>), typeof(KeyValuePair<,>),
        typeof(Tuple<>), typeof(Tuple<,>), typeof(Tuple<,,>), typeof(Tuple<,,,>), typeof(Tuple<,,,,>), typeof(Tuple<,,,,,>),
        typeof(Tuple<,,,,,,>), typeof(Tuple<,,,,,,,>),
        typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>), typeof(ValueTuple<,,,,>),
        typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
        typeof(ImmutableArray<>), typeof(ImmutableList<>), typeof(ImmutableDictionary<,>), typeof(ImmutableHashSet<>),
        typeof(ImmutableSortedDictionary<,>), typeof(ImmutableSortedSet<>), typeof(ImmutableQueue<>), typeof(ImmutableStack<>),
        typeof(FrozenDictionary<,>), typeof(FrozenSet<>),
    ];

    // The interfaces have codecs too: any collection that implements one arrives as one that does.
    private static readonly HashSet<Type> _mutableOf =
    [
        typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(SortedDictionary<,>), typeof(SortedList<,>), typeof(SortedSet<>),
        typeof(Queue<>), typeof(Stack<>), typeof(ConcurrentDictionary<,>), typeof(ConcurrentQueue<>), typeof(Collection<>),
        typeof(ReadOnlyCollection<>), typeof(ReadOnlyDictionary<,>), typeof(ArraySegment<>), typeof(Memory<>), typeof(ReadOnlyMemory<>),
        typeof(IEnumerable<>), typeof(ICollection<>), typeof(IReadOnlyCollection<>), typeof(IList<>), typeof(IReadOnlyList<>),
        typeof(ISet<>), typeof(IReadOnlySet<>), typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>),
    ];

    public static bool IsImmutable(Type type) => _immutable.Contains(type) || _ofOrleans.Contains(type.FullName ?? "")
        || type.IsEnum || type.IsAssignableTo(typeof(Exception)) || OrleansNames.IsReference(type);

    public static bool IsKnown(Type type) => IsImmutable(type) || _mutable.Contains(type);

    /// <summary>True for what is as immutable as the types in it.</summary>
    public static bool IsImmutableContainer(Type type) => type.IsGenericType && _immutableOf.Contains(type.GetGenericTypeDefinition());

    /// <summary>True for what can be serialized if the types in it can.</summary>
    public static bool IsContainer(Type type) =>
        type.IsArray || IsImmutableContainer(type) || (type.IsGenericType && _mutableOf.Contains(type.GetGenericTypeDefinition()));

    public static IEnumerable<Type> PartsOf(Type container) =>
        container.IsArray ? [container.GetElementType()!] : container.GenericTypeArguments;
}
