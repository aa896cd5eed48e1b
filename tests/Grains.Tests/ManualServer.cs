using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Grains.Tenants;
using SkillFlaw.Grains.Users;

namespace SkillFlaw.Grains;

/// <summary>A server whose clock stands until a test moves it. A tenant may have a hundred runs at once.</summary>
public sealed class ManualServer : IAsyncLifetime
{
    public ManualServer() => Server = new TestServer
    {
        Configure = services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            services.Configure<TenantOptions>(options => options.MaxConcurrentRuns = TenantServer.Limit);
            services.Configure(SignIns);
        },
    };

    public Action<SignInOptions> SignIns { get; init; } = _ => { };

    public ManualClock Clock { get; } = new();

    public TestServer Server { get; }

    public Task InitializeAsync() => Server.InitializeAsync();

    public Task DisposeAsync() => Server.DisposeAsync();
}
