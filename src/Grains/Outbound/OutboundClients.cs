using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace SkillFlaw.Grains.Outbound;

/// <summary>
/// How the clients for outbound calls connect, each with connections of its own. It has the last word about every client of the factory, so
/// that none is without the guard.
/// </summary>
internal sealed class OutboundClients(AddressGuard guard, IOptions<OutboundOptions> options) : IHttpMessageHandlerBuilderFilter
{
    /// <summary>Adds the factory of all clients.</summary>
    public static void Register(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<OutboundOptions>().ValidateDataAnnotations();
        services.TryAddSingleton(OutboundNetwork.Real);
        services.AddSingleton<AddressGuard>();
        services.AddSingleton<IHttpMessageHandlerBuilderFilter, OutboundClients>();

        // A component's call is limited by its own settings and the run's; the client itself gives up nothing. A client's connections are
        // renewed one by one, so there is no need to throw all of them away now and then.
        services.ConfigureHttpClientDefaults(client => client
            .RemoveAllLoggers()
            .ConfigureHttpClient(each => each.Timeout = Timeout.InfiniteTimeSpan)
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan));
    }

    public Action<HttpMessageHandlerBuilder> Configure(Action<HttpMessageHandlerBuilder> next) => builder =>
    {
        next(builder);
        var client = builder.Name ?? "";
        var connections = new SocketsHttpHandler
        {
            ConnectCallback = (context, cancellationToken) => guard.ConnectAsync(client, context.DnsEndPoint, cancellationToken),
            ConnectTimeout = options.Value.ConnectTimeout,
            // A host may move.
            PooledConnectionLifetime = TimeSpan.FromMinutes(3),
            // A call that is given up closes its connection at once.
            ResponseDrainTimeout = TimeSpan.Zero,
            MaxAutomaticRedirections = 5,
            MaxResponseHeadersLength = 32,
            // Cookies would go from one tenant's call to the next one's, and a proxy would connect where the guard does not see it.
            UseCookies = false,
            UseProxy = false,
        };
        builder.PrimaryHandler = new OutboundHandler(connections, options.Value.MaxResponseBytes);
    };
}
