using Microsoft.Extensions.DependencyInjection;

namespace SkillFlaw.Grains.Tenants;

/// <summary>A server on which a tenant may have a hundred runs at once.</summary>
public sealed class TenantServer : IAsyncLifetime
{
    public const int Limit = 100;

    public TestServer Server { get; } = new()
    {
        Configure = services => services.Configure<TenantOptions>(options => options.MaxConcurrentRuns = Limit),
    };

    public Task InitializeAsync() => Server.InitializeAsync();

    public Task DisposeAsync() => Server.DisposeAsync();
}
