using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>All grain classes of the application, found in the assemblies that use this one, and the proxies for their interfaces.</summary>
internal sealed class GrainCatalog
{
    private readonly ConcurrentDictionary<Type, GrainInterface> _interfaces = new();
    private readonly Dictionary<Type, List<GrainClass>> _implementations = [];
    private readonly Dictionary<GrainType, GrainClass> _classes = [];
    private readonly ConcurrentDictionary<Type, Func<Silo, GrainClass, GrainId, GrainProxy>> _proxies = new();
    private readonly GrainProxyCompiler _compiler = new();

    public GrainCatalog(IOptions<GrainCollectionOptions> collection)
    {
        foreach (var type in ApplicationAssemblies().SelectMany(LoadableTypes).Where(IsGrainClass))
        {
            var grainClass = new GrainClass(type, collection.Value);
            if (!_classes.TryAdd(grainClass.GrainType, grainClass))
            {
                throw new InvalidOperationException(
                    $"The grain classes {_classes[grainClass.GrainType]} and {grainClass} have the same grain type '{grainClass.GrainType}'. "
                    + "Give one of them a [GrainType] of its own.");
            }

            foreach (var implemented in grainClass.Interfaces)
            {
                ref var classes = ref CollectionsMarshal.GetValueRefOrAddDefault(_implementations, implemented, out _);
                (classes ??= []).Add(grainClass);
            }
        }
    }

    internal int ClassCount => _classes.Count;

    /// <summary>What is known of an interface: its class and its proxy.</summary>
    /// <param name="grainInterface">The interface.</param>
    /// <param name="classNamePrefix">How the full name of the class begins, where several classes implement the interface; else null.</param>
    /// <exception cref="ArgumentException">No class fits, or several do.</exception>
    internal GrainInterface Find(Type grainInterface, string? classNamePrefix = null)
    {
        if (classNamePrefix is null)
        {
            return _interfaces.GetOrAdd(grainInterface, static (type, catalog) => catalog.Choose(type, ""), this);
        }

        return Choose(grainInterface, classNamePrefix);
    }

    /// <summary>The maker of references of this interface.</summary>
    internal Func<Silo, GrainClass, GrainId, GrainProxy> Proxy(Type grainInterface) =>
        _proxies.GetOrAdd(grainInterface, static (type, compiler) => compiler.Compile(type), _compiler);

    private GrainInterface Choose(Type grainInterface, string prefix)
    {
        var candidates = _implementations.GetValueOrDefault(grainInterface, [])
            .Where(candidate => candidate.ToString().StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        return candidates switch
        {
            [var only] => new(only, Proxy(grainInterface)),
            [] => throw new ArgumentException($"Could not find an implementation for interface {grainInterface}.", nameof(grainInterface)),
            _ => throw new ArgumentException(
                $"Unable to identify a single appropriate grain type for interface {grainInterface}. Candidates: {string.Join<GrainClass>(", ", candidates)}.",
                nameof(grainInterface)),
        };
    }

    /// <summary>Every loaded assembly that refers to this one, and what those refer to in turn: a grain's assembly may not be loaded yet.</summary>
    private static IEnumerable<Assembly> ApplicationAssemblies()
    {
        var self = typeof(GrainCatalog).Assembly.GetName().Name;
        var seen = new Dictionary<string, Assembly>();
        var open = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(assembly => !assembly.IsDynamic));
        if (Assembly.GetEntryAssembly() is { } entry)
        {
            open.Enqueue(entry);
        }

        while (open.TryDequeue(out var assembly))
        {
            if (IsFramework(assembly.GetName().Name!) || !seen.TryAdd(assembly.FullName!, assembly))
            {
                continue;
            }

            foreach (var reference in assembly.GetReferencedAssemblies().Where(reference => !IsFramework(reference.Name!)))
            {
                if (TryLoad(reference, out var loaded))
                {
                    open.Enqueue(loaded);
                }
            }
        }

        return seen.Values.Where(assembly => assembly.GetReferencedAssemblies().Any(reference => reference.Name == self));
    }

    private static bool IsFramework(string name) =>
        name.StartsWith("System.", StringComparison.Ordinal)
        || name.StartsWith("Microsoft.", StringComparison.Ordinal)
        || name is "System" or "mscorlib" or "netstandard";

    private static bool TryLoad(AssemblyName name, [NotNullWhen(true)] out Assembly? assembly)
    {
        try
        {
            assembly = Assembly.Load(name);
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            // A reference that is only needed at compile time.
            assembly = null;
            return false;
        }
    }

    private static IEnumerable<Type> LoadableTypes(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException exception)
        {
            return exception.Types.OfType<Type>();
        }
    }

    private static bool IsGrainClass(Type type) =>
        type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
        && typeof(IGrain).IsAssignableFrom(type)
        && typeof(IGrainBase).IsAssignableFrom(type);
}

/// <summary>A grain interface: the class behind it and the maker of its references.</summary>
internal sealed record GrainInterface(GrainClass Class, Func<Silo, GrainClass, GrainId, GrainProxy> CreateProxy);
