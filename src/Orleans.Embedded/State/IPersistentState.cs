using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>State of a grain that is read before the grain is activated. A constructor parameter with <see cref="PersistentStateAttribute"/>.</summary>
/// <typeparam name="TState">Its type: a class or record with a parameterless constructor.</typeparam>
public interface IPersistentState<TState> : IStorage<TState>
{
}

/// <summary>Names the stored state that a constructor parameter of a grain stands for.</summary>
/// <param name="stateName">The name of the state within the grain; empty for the name of the parameter.</param>
/// <param name="storageName">The storage provider; the default one without it.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    /// <summary>The name of the state within the grain.</summary>
    public string StateName { get; } = stateName;

    /// <summary>The storage provider, or null for the default one.</summary>
    public string? StorageName { get; } = storageName;
}
