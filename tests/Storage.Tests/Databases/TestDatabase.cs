using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;

namespace SkillFlaw.Storage.Databases;

/// <summary>A database for the tests of one class, empty and migrated, behind the registration that the server uses.</summary>
public abstract class TestDatabase : IAsyncLifetime
{
    private ServiceProvider? _services;

    public static DateTimeOffset Now { get; } = new(2026, 11, 22, 6, 11, 33, 123, 456, TimeSpan.Zero);

    /// <summary>The setting of the database.</summary>
    public string Url { get; private set; } = "";

    public ServiceProvider Services => _services!;

    public MessageHistory History => Services.GetRequiredService<MessageHistory>();

    public async Task InitializeAsync()
    {
        if (!IsThere)
        {
            return;
        }

        Url = await CreateUrlAsync();
        _services = Open();
        await Services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        await RemoveAsync();
    }

    /// <summary>The database as another process would open it.</summary>
    public ServiceProvider Open(Action<JournalOptions>? journal = null) => Open(Url, journal);

    public static ServiceProvider Open(string url, Action<JournalOptions>? journal = null) => new ServiceCollection()
        .AddSkillFlawStorage(options =>
        {
            options.Database = url;
            options.SecretKey = "a secret key for tests";
        })
        .Configure(journal ?? (_ => { }))
        .BuildServiceProvider();

    public SkillFlawDb CreateContext() => Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContext();

    /// <summary>A tenant with one user.</summary>
    public async Task<User> AddUserAsync(string? name = null, Guid? tenant = null)
    {
        await using var context = CreateContext();
        var tenantId = tenant ?? Guid.NewGuid();
        if (tenant is null)
        {
            context.Add(new Tenant { TenantId = tenantId, Name = "Tenant", CreatedAt = Now });
        }

        var user = new User
        {
            TenantId = tenantId,
            Username = name ?? Guid.NewGuid().ToString("N"),
            PasswordHash = "hash",
            CreatedAt = Now,
            UpdatedAt = Now,
        };
        context.Add(user);
        await context.SaveChangesAsync();
        return user;
    }

    /// <summary>False where the tests are skipped.</summary>
    protected virtual bool IsThere => true;

    protected abstract Task<string> CreateUrlAsync();

    protected virtual Task RemoveAsync() => Task.CompletedTask;
}

public sealed class SqliteTestDatabase : TestDatabase
{
    private readonly string _folder = Directory.CreateTempSubdirectory("skillflaw-sqlite-").FullName;

    public string Path => System.IO.Path.Combine(_folder, "test.db");

    protected override Task<string> CreateUrlAsync() => Task.FromResult("sqlite:///" + Path);

    protected override Task RemoveAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}

public sealed class PostgresTestDatabase : TestDatabase
{
    protected override bool IsThere => PostgresBinaries.AreThere;

    protected override Task<string> CreateUrlAsync() => PostgresServer.NewSharedDatabaseAsync();
}
