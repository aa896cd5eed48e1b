using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace SkillFlaw.Storage.Databases;

public abstract class DatabaseClaimTests(TestDatabase database)
{
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(30);

    private protected Database Database => database.Services.GetRequiredService<Database>();

    [DatabaseFact]
    public async Task Claim_WhileAnotherHasIt_IsRefused()
    {
        await using var other = TestDatabase.Open(database.Url);
        await using var claim = await Database.ClaimAsync(false, TimeSpan.Zero, Never, CancellationToken.None);

        await Assert.ThrowsAsync<DatabaseTakenException>(
            () => other.GetRequiredService<Database>().ClaimAsync(false, TimeSpan.Zero, Never, CancellationToken.None));
    }

    [DatabaseFact]
    public async Task Claim_OfADatabaseThatIsLetGoOf_IsGiven()
    {
        await using var other = TestDatabase.Open(database.Url);
        var claim = await Database.ClaimAsync(false, TimeSpan.Zero, Never, CancellationToken.None);
        var waiting = other.GetRequiredService<Database>().ClaimAsync(false, _long, Never, CancellationToken.None);

        await claim.DisposeAsync();

        await (await waiting).DisposeAsync();
    }

    private protected static void Never() => Assert.Fail("The claim was lost.");
}

public sealed class SqliteClaimTests(SqliteTestDatabase database) : DatabaseClaimTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresClaimTests(PostgresTestDatabase database) : DatabaseClaimTests(database), IClassFixture<PostgresTestDatabase>
{
    private readonly PostgresTestDatabase _database = database;

    [DatabaseFact]
    public async Task Claim_ThatIsShared_KeepsOnlyThoseOutWhoWantItForThemselves()
    {
        var one = await Database.ClaimAsync(true, TimeSpan.Zero, Never, CancellationToken.None);
        await using (await Database.ClaimAsync(true, TimeSpan.Zero, Never, CancellationToken.None))
        {
            await Assert.ThrowsAsync<DatabaseTakenException>(() => Database.ClaimAsync(false, TimeSpan.Zero, Never, CancellationToken.None));
        }

        await Assert.ThrowsAsync<DatabaseTakenException>(() => Database.ClaimAsync(false, TimeSpan.Zero, Never, CancellationToken.None));
        await one.DisposeAsync();
        await using var alone = await Database.ClaimAsync(false, TimeSpan.FromSeconds(30), Never, CancellationToken.None);
        await Assert.ThrowsAsync<DatabaseTakenException>(() => Database.ClaimAsync(true, TimeSpan.Zero, Never, CancellationToken.None));
    }

    [DatabaseFact]
    public async Task Claim_WhoseConnectionIsLost_IsTakenAgain()
    {
        await using var claim = await Database.ClaimAsync(false, TimeSpan.Zero, Never, CancellationToken.None);
        await using var source = NpgsqlDataSource.Create(DatabaseUrl.Parse(_database.Url).ConnectionString);
        var first = await HolderAsync(source);

        await using var kill = source.CreateCommand($"SELECT pg_terminate_backend({first})");
        await kill.ExecuteNonQueryAsync();

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var next = first;
        while (next == first || next is null)
        {
            await Task.Delay(50, limit.Token);
            next = await HolderAsync(source);
        }
    }

    private static async Task<int?> HolderAsync(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        return (int?)await command.ExecuteScalarAsync();
    }
}
