using Orleans.Runtime;

namespace Orleans;

/// <summary>The identity of a grain, from the grain itself or from a reference to it.</summary>
public static class GrainExtensions
{
    /// <summary>A reference to the grain by the interface <typeparamref name="TGrainInterface"/>; what a grain passes instead of <c>this</c>.</summary>
    /// <typeparam name="TGrainInterface">The interface.</typeparam>
    /// <param name="grain">The grain or a reference to it.</param>
    /// <exception cref="InvalidCastException">The grain's class does not implement the interface.</exception>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        if (grain is GrainProxy and TGrainInterface same)
        {
            return same;
        }

        var proxy = (GrainProxy)(grain as GrainReference ?? ContextOf(grain).GrainReference);
        if (!proxy.Class.Interfaces.Contains(typeof(TGrainInterface)))
        {
            throw new InvalidCastException($"Grain {proxy.GrainId} does not implement {typeof(TGrainInterface)}.");
        }

        return (TGrainInterface)(object)proxy.Silo.Reference(typeof(TGrainInterface), proxy.Class, proxy.GrainId);
    }

    /// <summary>The grain's id.</summary>
    /// <param name="grain">The grain or a reference to it.</param>
    public static GrainId GetGrainId(this IAddressable grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        return (grain as GrainReference)?.GrainId ?? ContextOf(grain).GrainId;
    }

    /// <summary>The key of a grain with a string key.</summary>
    /// <param name="grain">The grain or a reference to it.</param>
    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    /// <summary>The key of a grain with a <see cref="Guid"/> key.</summary>
    /// <param name="grain">The grain or a reference to it.</param>
    /// <param name="keyExt">The text beside it, or null.</param>
    /// <exception cref="InvalidOperationException">The key is of another kind.</exception>
    public static Guid GetPrimaryKey(this IAddressable grain, out string? keyExt) =>
        grain.GetGrainId().TryGetGuidKey(out var key, out keyExt)
            ? key
            : throw new InvalidOperationException($"Unable to extract GUID key from grain id {grain.GetGrainId()}");

    private static IGrainContext ContextOf(IAddressable grain) => (grain as IGrainBase)?.GrainContext
        ?? throw new ArgumentException($"{grain.GetType().FullName} is neither a grain nor a reference to one.", nameof(grain));
}
