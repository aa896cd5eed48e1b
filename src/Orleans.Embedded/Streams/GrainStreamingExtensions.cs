using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;

namespace Orleans;

/// <summary>Streams for grains.</summary>
public static class GrainStreamingExtensions
{
    /// <summary>A stream provider.</summary>
    /// <param name="grain">The grain.</param>
    /// <param name="name">The provider's name.</param>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public static IStreamProvider GetStreamProvider(this Grain grain, string name) => grain.ServiceProvider.FindStreamProvider(name);

    internal static IStreamProvider FindStreamProvider(this IServiceProvider services, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return services.GetKeyedService<IStreamProvider>(name) ?? throw new KeyNotFoundException($"Stream provider '{name}' not found");
    }
}

/// <summary>Streams for code outside of grains.</summary>
public static class ClientStreamingExtensions
{
    /// <summary>A stream provider.</summary>
    /// <param name="client">The client.</param>
    /// <param name="name">The provider's name.</param>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public static IStreamProvider GetStreamProvider(this IClusterClient client, string name)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.ServiceProvider.FindStreamProvider(name);
    }
}
