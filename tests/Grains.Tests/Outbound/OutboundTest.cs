using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Components;
using SkillFlaw.Grains.Components;

namespace SkillFlaw.Grains.Outbound;

/// <summary>The clients of the grains in a <see cref="FakeInternet"/>.</summary>
public abstract class OutboundTest : IAsyncLifetime
{
    protected const string Public = "8.8.8.8";
    protected const string OtherPublic = "2606:4700::1111";

    private readonly ServiceCollection _services = new();
    private ServiceProvider? _provider;

    private protected FakeInternet Internet { get; } = new();

    private protected OutboundOptions Options { get; } = new();

    private protected ModelProviders Providers { get; } = new();

    /// <summary>To be changed before the first client.</summary>
    protected IServiceCollection Services => _services;

    protected IServiceProvider Provider => _provider ??= Build();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }
    }

    protected HttpClient Client(string name = "component") => Provider.GetRequiredService<IHttpClientFactory>().CreateClient(name);

    /// <summary>Lets a public name lead to a site, by a public address.</summary>
    private protected void Publish(CannedSite site, string name = "public.test", string address = Public)
    {
        Internet.Name(name, [address]);
        Internet.Places[new IPEndPoint(IPAddress.Parse(address), 80).ToString()] = site.Place;
    }

    /// <summary>The sentence with which a call is refused.</summary>
    protected static async Task<string> RefusedAsync(HttpClient client, string url) =>
        (await Assert.ThrowsAsync<ComponentException>(() => client.GetStringAsync(url))).Message;

    protected static string Refusal(string host) =>
        $"The address of '{host}' is not allowed: it is private. The server's owner can allow private addresses.";

    private ServiceProvider Build()
    {
        _services.AddSingleton(Providers);
        _services.AddSingleton(Internet.Network);
        OutboundClients.Register(_services);
        _services.Configure<OutboundOptions>(options =>
        {
            options.AllowPrivateAddresses = Options.AllowPrivateAddresses;
            options.ConnectTimeout = Options.ConnectTimeout;
            options.MaxResponseBytes = Options.MaxResponseBytes;
        });
        return _services.BuildServiceProvider();
    }
}
