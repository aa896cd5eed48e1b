using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Grains.Components;
using SkillFlaw.Grains.Outbound;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Flows;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;

namespace SkillFlaw.Grains;

/// <summary>The grains of a server with a database of its own, a tenant and a user.</summary>
public sealed partial class TestServer : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skillflaw-grains-");
    private readonly Guid _tenantId = Guid.NewGuid();
    private IHost _host = null!;

    /// <summary>Limits other than the usual ones.</summary>
    public Action<RunOptions> Limit { get; init; } = _ => { };

    /// <summary>What flows may reach, other than the usual.</summary>
    public Action<OutboundOptions> Reach { get; init; } = _ => { };

    /// <summary>How long a message may wait to be stored.</summary>
    public TimeSpan StoringLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Services and options other than the usual ones.</summary>
    public Action<IServiceCollection> Configure { get; init; } = _ => { };

    /// <summary>Another server whose database, tenant and user this one has too; null for its own. It ends first.</summary>
    public TestServer? Beside { get; init; }

    public string DatabaseFile => Beside?.DatabaseFile ?? Path.Combine(_folder.FullName, "test.db");

    public Guid TenantId => Beside?.TenantId ?? _tenantId;

    public int UserId { get; private set; }

    public IServiceProvider Services => _host.Services;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    internal ModelProviders Providers => _host.Services.GetRequiredService<ModelProviders>();

    internal IDbContextFactory<SkillFlawDb> Databases => _host.Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>();

    public async Task InitializeAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.UseOrleans(silo => UseRuntime(silo));
        builder.Services.AddSkillFlawStorage(options =>
        {
            options.Database = $"sqlite:///{DatabaseFile}";
            options.SecretKey = "a secret key of the tests";
        });
        builder.Services.AddSkillFlawGrains();
        builder.Services.Configure(Limit);
        builder.Services.Configure(Reach);
        builder.Services.Configure<JournalOptions>(options => options.TimeLimit = StoringLimit);
        builder.Services.Configure<UserFileOptions>(options => options.Folder = Path.Combine(_folder.FullName, "files"));
        Configure(builder.Services);
        _host = builder.Build();
        await _host.Services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);
        await _host.StartAsync();
        if (Beside is not null)
        {
            UserId = Beside.UserId;
            return;
        }

        await using var database = await Databases.CreateDbContextAsync();
        var now = DateTimeOffset.UtcNow;
        database.Tenants.Add(new Tenant { TenantId = TenantId, Name = "Tests", CreatedAt = now });
        var user = new User { TenantId = TenantId, Username = "tester", PasswordHash = "none", CreatedAt = now, UpdatedAt = now };
        database.Users.Add(user);
        await database.SaveChangesAsync();
        UserId = user.Id;
    }

    /// <summary>Saves one of the flows in <c>tests/Flows</c>.</summary>
    public async Task<Guid> SaveAsync(string name)
    {
        var now = DateTimeOffset.UtcNow;
        var flow = new Flow
        {
            Id = Guid.NewGuid(),
            TenantId = TenantId,
            UserId = UserId,
            Name = $"{name} {Guid.NewGuid()}",
            Data = Encoding.UTF8.GetString(Read(name)),
            CreatedAt = now,
            UpdatedAt = now,
        };
        await using var database = await Databases.CreateDbContextAsync();
        database.Flows.Add(flow);
        await database.SaveChangesAsync();
        return flow.Id;
    }

    /// <summary>A job that nobody has started.</summary>
    public IBuildJobGrain NewJob() => Grains.GetGrain<IBuildJobGrain>(new JobKey(TenantId, Guid.CreateVersion7()).ToString());

    /// <summary>A run that says something to a flow.</summary>
    public RunRequest Say(Guid flowId, string text, string session = "s1", bool stream = false) => new()
    {
        FlowId = flowId,
        UserId = UserId,
        Inputs = new RunInputs { SessionId = session, Stream = stream, Inputs = [new RunInput(text, [])] },
    };

    public async Task DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _folder.Delete(recursive: true);
    }

    static partial void UseRuntime(ISiloBuilder silo);

    private static byte[] Read(string name) => File.ReadAllBytes(Repository.File("tests", "Flows", name + ".json"));
}
