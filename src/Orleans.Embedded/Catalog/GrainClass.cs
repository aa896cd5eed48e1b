using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;
using Orleans.Configuration;
using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>A grain class: its name, its attributes, and how its instances are made.</summary>
internal sealed class GrainClass
{
    private const string Suffix = "grain";

    private readonly Type _type;
    private readonly PersistentStateFacet[] _states;
    private readonly Lazy<ObjectFactory> _factory;

    internal GrainClass(Type type, GrainCollectionOptions collection)
    {
        _type = type;
        GrainType = GrainType.Create(type.GetCustomAttribute<GrainTypeAttribute>()?.Name ?? NameOf(type));
        IsReentrant = type.IsDefined(typeof(ReentrantAttribute));
        MaxWorkers = type.GetCustomAttribute<StatelessWorkerAttribute>()?.MaxLocalWorkers ?? 0;
        Interfaces = [.. type.GetInterfaces().Where(candidate => candidate != typeof(IGrain) && typeof(IGrain).IsAssignableFrom(candidate))];
        CollectionAge = AgeOf(type, collection);
        _states = PersistentStateFacet.Of(type);
        // Compiled for the first activation: most classes of an application are not needed at its start.
        _factory = new(() => ActivatorUtilities.CreateFactory(type, [.. _states.Select(state => state.ParameterType)]));
    }

    internal GrainType GrainType { get; }

    internal bool IsReentrant { get; }

    /// <summary>The most workers of one id; 0 when the class is no stateless worker.</summary>
    internal int MaxWorkers { get; }

    /// <summary>In milliseconds; <see cref="long.MaxValue"/> for never.</summary>
    internal long CollectionAge { get; }

    internal Type[] Interfaces { get; }

    public override string ToString() => _type.FullName!;

    /// <summary>Makes a grain, in a turn of its activation. Its states are still to be read.</summary>
    internal object Create(Activation activation, out IStorage[] states)
    {
        states = Array.ConvertAll(_states, state => state.Create(activation));
        return _factory.Value(activation.ActivationServices, states);
    }

    private static string NameOf(Type type)
    {
        var name = type.Name.ToLowerInvariant();
        return name.Length > Suffix.Length && name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    private static long AgeOf(Type type, GrainCollectionOptions collection)
    {
        if (collection.ClassSpecificCollectionAge.TryGetValue(type.FullName!, out var age))
        {
            return (long)age.TotalMilliseconds;
        }

        return type.GetCustomAttribute<CollectionAgeLimitAttribute>() is not { } limit
            ? (long)collection.CollectionAge.TotalMilliseconds
            : limit.AlwaysActive ? long.MaxValue : (long)limit.AgeLimit.TotalMilliseconds;
    }
}
