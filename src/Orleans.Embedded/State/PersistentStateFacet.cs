using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>A constructor parameter of a grain class that stands for stored state.</summary>
internal sealed record PersistentStateFacet(Type ParameterType, string StateName, string? StorageName)
{
    /// <summary>The facets of a class, in the order of its constructor.</summary>
    /// <exception cref="InvalidOperationException">A parameter has the attribute and not the type.</exception>
    internal static PersistentStateFacet[] Of(Type grainClass)
    {
        var facets = new List<PersistentStateFacet>();
        foreach (var parameter in grainClass.GetConstructors().SelectMany(constructor => constructor.GetParameters()))
        {
            if (parameter.GetCustomAttribute<PersistentStateAttribute>() is not { } attribute)
            {
                continue;
            }

            var type = parameter.ParameterType;
            if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
            {
                throw new InvalidOperationException(
                    $"Parameter '{parameter.Name}' of {grainClass} has [PersistentState] but is {type}, not IPersistentState<T>.");
            }

            var name = string.IsNullOrEmpty(attribute.StateName) ? parameter.Name! : attribute.StateName;
            facets.Add(new(type, name, string.IsNullOrWhiteSpace(attribute.StorageName) ? null : attribute.StorageName));
        }

        return [.. facets];
    }

    /// <summary>Makes the state of one activation; it is not read yet.</summary>
    /// <exception cref="InvalidOperationException">The storage provider is not registered.</exception>
    internal IStorage Create(Activation activation)
    {
        var services = activation.Silo.Services;
        var storage = services.GetKeyedService<IGrainStorage>(StorageName ?? DefaultStorage)
            ?? throw new InvalidOperationException(StorageName is null
                ? $"No default storage provider found loading state '{StateName}' of grain {activation.GrainId}."
                : $"No storage provider named '{StorageName}' found loading state '{StateName}' of grain {activation.GrainId}.");
        var type = typeof(PersistentState<>).MakeGenericType(ParameterType.GetGenericArguments());
        return (IStorage)Activator.CreateInstance(type, StateName, activation.GrainId, storage)!;
    }

    internal const string DefaultStorage = "Default";
}

/// <summary>Stored state of one activation.</summary>
internal sealed class PersistentState<T>(string stateName, GrainId grainId, IGrainStorage storage) : IPersistentState<T>, IGrainState<T>
{
    private T? _state;

    public T State
    {
        get => _state ??= Activator.CreateInstance<T>();
        set => _state = value;
    }

    public string? Etag { get; private set; }

    public bool RecordExists { get; private set; }

    T? IGrainState<T>.State
    {
        get => State;
        set => _state = value;
    }

    string? IGrainState<T>.ETag
    {
        get => Etag;
        set => Etag = value;
    }

    bool IGrainState<T>.RecordExists
    {
        get => RecordExists;
        set => RecordExists = value;
    }

    public Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);

    public Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

    public Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

    public Task ClearStateAsync(CancellationToken cancellationToken) => storage.ClearStateAsync(stateName, grainId, this, cancellationToken);

    public Task WriteStateAsync(CancellationToken cancellationToken) => storage.WriteStateAsync(stateName, grainId, this, cancellationToken);

    public Task ReadStateAsync(CancellationToken cancellationToken) => storage.ReadStateAsync(stateName, grainId, this, cancellationToken);
}
