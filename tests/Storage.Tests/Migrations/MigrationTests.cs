using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage.Databases;

namespace SkillFlaw.Storage.Migrations;

public abstract class MigrationTests(TestDatabase database)
{
    [DatabaseFact]
    public void Model_HasNoChangesWithoutMigration()
    {
        using var context = database.CreateContext();

        Assert.False(context.Database.HasPendingModelChanges(), "Add a migration for both databases: build/Migrations says how.");
    }

    [DatabaseFact]
    public async Task Migrate_OfAMigratedDatabase_ChangesNothing()
    {
        var user = await database.AddUserAsync();

        await database.Services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None);

        await using var context = database.CreateContext();
        Assert.Empty(await context.Database.GetPendingMigrationsAsync());
        Assert.True(await context.Users.AnyAsync(row => row.Id == user.Id));
    }

    [DatabaseFact]
    public async Task Migrate_ByFourNodesAtOnce_MakesOneDatabase()
    {
        var url = await NewUrlAsync();
        var nodes = Enumerable.Range(0, 4).Select(_ => TestDatabase.Open(url)).ToArray();

        await Task.WhenAll(nodes.Select(node => Task.Run(() => node.GetRequiredService<Database>().MigrateAsync(CancellationToken.None))));

        await using var context = nodes[0].GetRequiredService<Database>().CreateDbContext();
        Assert.Empty(await context.Database.GetPendingMigrationsAsync());
        Assert.Empty(await context.Tenants.ToListAsync());
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }
    }

    protected abstract Task<string> NewUrlAsync();
}

public sealed class SqliteMigrationTests(SqliteTestDatabase database) : MigrationTests(database), IClassFixture<SqliteTestDatabase>
{
    private readonly SqliteTestDatabase _database = database;

    [DatabaseFact]
    public async Task Migrate_AfterOneThatWasKilled_GoesOn()
    {
        // What EF leaves behind in that case; its own lock would wait for ever.
        await using var connection = new SqliteConnection($"Data Source={_database.Path}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-22 06:11:33');
            """;
        await using (var drop = connection.CreateCommand())
        {
            drop.CommandText = "DROP TABLE IF EXISTS \"__EFMigrationsLock\"";
            await drop.ExecuteNonQueryAsync();
        }

        await command.ExecuteNonQueryAsync();

        await _database.Services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [DatabaseFact]
    public async Task Migrate_WhileAnotherProcessIsAtIt_GivesUpInTime()
    {
        await using var other = new FileStream(_database.Path + ".migrating", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        await using var services = new ServiceCollection()
            .AddSkillFlawStorage(options =>
            {
                options.Database = _database.Url;
                options.MigrationTimeout = TimeSpan.FromMilliseconds(200);
            })
            .BuildServiceProvider();

        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => services.GetRequiredService<Database>().MigrateAsync(CancellationToken.None));
    }

    protected override Task<string> NewUrlAsync() =>
        Task.FromResult(Path.Combine(Path.GetDirectoryName(_database.Path)!, "new", $"{Guid.NewGuid():N}.db"));
}

public sealed class PostgresMigrationTests(PostgresTestDatabase database) : MigrationTests(database), IClassFixture<PostgresTestDatabase>
{
    protected override Task<string> NewUrlAsync() => PostgresServer.NewSharedDatabaseAsync();
}
