using Npgsql;
using SkillFlaw.Storage.Databases;

namespace SkillFlaw.Storage.Migrations;

/// <summary>The queries that Orleans' ADO.NET clustering reads from the database, called as it calls them: by name, with untyped parameters.</summary>
public sealed class OrleansMembershipTests(PostgresTestDatabase database) : IClassFixture<PostgresTestDatabase>
{
    private const int Active = 3;
    private const int Dead = 6;

    private static readonly DateTime _start = new(2026, 11, 22, 10, 0, 0, DateTimeKind.Utc);

    private readonly string _cluster = $"{Guid.NewGuid()}";

    [DatabaseFact]
    public async Task Queries_HaveAllKeysThatTheProviderAsksFor()
    {
        await using var source = NpgsqlDataSource.Create(DatabaseUrl.Parse(database.Url).ConnectionString);
        await using var command = source.CreateCommand("SELECT QueryKey FROM OrleansQuery");
        await using var reader = await command.ExecuteReaderAsync();
        var keys = new HashSet<string>();
        while (await reader.ReadAsync())
        {
            keys.Add(reader.GetString(0));
        }

        Assert.Superset(
            new HashSet<string>
            {
                "GatewaysQueryKey", "MembershipReadRowKey", "MembershipReadAllKey", "InsertMembershipVersionKey", "UpdateIAmAlivetimeKey",
                "InsertMembershipKey", "UpdateMembershipKey", "DeleteMembershipTableEntriesKey", "CleanupDefunctSiloEntriesKey", "CleanupDefunctSiloEntryKey",
            },
            keys);
    }

    [DatabaseFact]
    public async Task InsertVersion_Twice_MakesOne()
    {
        Assert.Equal(1, await CountAsync("InsertMembershipVersionKey"));
        Assert.Equal(0, await CountAsync("InsertMembershipVersionKey"));

        var row = Assert.Single(await ReadAsync("MembershipReadAllKey"));
        Assert.Equal(0, row["version"]);
        Assert.Equal(DBNull.Value, row["address"]);
    }

    [DatabaseFact]
    public async Task Insert_OnlyWithTheVersionThatIsThere_AndOnlyOnce()
    {
        await CountAsync("InsertMembershipVersionKey");

        Assert.Equal(0, await InsertAsync("10.0.0.1", version: 7));
        Assert.Equal(1, await InsertAsync("10.0.0.1", version: 0));
        Assert.Equal(0, await InsertAsync("10.0.0.1", version: 1));

        var row = Assert.Single(await ReadAsync("MembershipReadRowKey", Silo("10.0.0.1")));
        Assert.Equal(1, row["version"]);
        Assert.Equal(("10.0.0.1", 11111, "silo 10.0.0.1", _start), (row["address"], row["port"], row["siloname"], row["starttime"]));
    }

    [DatabaseFact]
    public async Task Insert_OfManyWithOneVersion_LetsOneIn()
    {
        await CountAsync("InsertMembershipVersionKey");

        var counts = await Task.WhenAll(Enumerable.Range(1, 12).Select(number => InsertAsync($"10.0.0.{number}", version: 0)));

        Assert.Equal(1, counts.Sum());
        Assert.Equal(1, Assert.Single(await ReadAsync("MembershipReadAllKey"))["version"]);
    }

    [DatabaseFact]
    public async Task Update_OfASiloThatIsNotThere_OrWithAnotherVersion_ChangesNothing()
    {
        await CountAsync("InsertMembershipVersionKey");
        await InsertAsync("10.0.0.1", version: 0);

        Assert.Equal(0, await UpdateAsync("10.0.0.2", Dead, version: 1));
        Assert.Equal(0, await UpdateAsync("10.0.0.1", Dead, version: 0));
        Assert.Equal(1, await UpdateAsync("10.0.0.1", Dead, version: 1, suspects: "10.0.0.3:11111@1,2026-11-22 10:00:00"));

        var row = Assert.Single(await ReadAsync("MembershipReadAllKey"));
        Assert.Equal((Dead, 2, "10.0.0.3:11111@1,2026-11-22 10:00:00"), (row["status"], row["version"], row["suspecttimes"]));
    }

    [DatabaseFact]
    public async Task Gateways_AreThoseThatAreActive()
    {
        await CountAsync("InsertMembershipVersionKey");
        await InsertAsync("10.0.0.1", version: 0);
        await InsertAsync("10.0.0.2", version: 1);
        await UpdateAsync("10.0.0.2", Active, version: 2);

        var gateway = Assert.Single(await ReadAsync("GatewaysQueryKey", [("Status", Active)]));

        Assert.Equal(("10.0.0.2", 30000, 1), (gateway["address"], gateway["proxyport"], gateway["generation"]));
    }

    [DatabaseFact]
    public async Task Cleanup_RemovesTheDeadOnly()
    {
        await CountAsync("InsertMembershipVersionKey");
        await InsertAsync("10.0.0.1", version: 0);
        await InsertAsync("10.0.0.2", version: 1);
        await InsertAsync("10.0.0.3", version: 2);
        await UpdateAsync("10.0.0.2", Dead, version: 3);
        await UpdateAsync("10.0.0.3", Dead, version: 4, suspects: "somebody");
        await ExecuteAsync("UpdateIAmAlivetimeKey", [.. Silo("10.0.0.3"), ("IAmAliveTime", _start.AddMinutes(5))]);

        await ExecuteAsync("CleanupDefunctSiloEntriesKey", [("IAmAliveTime", _start.AddMinutes(3))]);
        Assert.Equal(["10.0.0.1", "10.0.0.3"], (await ReadAsync("MembershipReadAllKey")).Select(row => row["address"]).Order());

        (string, object)[] captured = [.. Silo("10.0.0.3"), ("StartTime", _start), ("IAmAliveTime", _start.AddMinutes(5))];
        await ExecuteAsync("CleanupDefunctSiloEntryKey", [.. captured, ("SuspectTimes", DBNull.Value)]);
        Assert.Equal(2, (await ReadAsync("MembershipReadAllKey")).Count);
        await ExecuteAsync("CleanupDefunctSiloEntryKey", [.. captured, ("SuspectTimes", "somebody")]);
        Assert.Equal("10.0.0.1", Assert.Single(await ReadAsync("MembershipReadAllKey"))["address"]);

        await ExecuteAsync("DeleteMembershipTableEntriesKey", []);
        Assert.Empty(await ReadAsync("MembershipReadAllKey"));
    }

    private static (string, object)[] Silo(string address) => [("Address", address), ("Port", 11111), ("Generation", 1)];

    private Task<int> InsertAsync(string address, int version) => CountAsync(
        "InsertMembershipKey",
        [
            .. Silo(address), ("SiloName", $"silo {address}"), ("HostName", "host"), ("Status", 1), ("ProxyPort", 30000),
            ("StartTime", _start), ("IAmAliveTime", _start), ("SuspectTimes", DBNull.Value), ("Version", version),
        ]);

    private Task<int> UpdateAsync(string address, int status, int version, string? suspects = null) => CountAsync(
        "UpdateMembershipKey",
        [.. Silo(address), ("Status", status), ("SuspectTimes", (object?)suspects ?? DBNull.Value), ("IAmAliveTime", _start.AddMinutes(1)), ("Version", version)]);

    private async Task<int> CountAsync(string key, params (string, object)[] parameters) =>
        (int)Assert.Single(Assert.Single(await ReadAsync(key, parameters)).Values);

    private async Task ExecuteAsync(string key, (string, object)[] parameters)
    {
        await using var source = NpgsqlDataSource.Create(DatabaseUrl.Parse(database.Url).ConnectionString);
        await using var command = await CommandAsync(source, key, parameters);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<List<Dictionary<string, object>>> ReadAsync(string key, params (string, object)[] parameters)
    {
        await using var source = NpgsqlDataSource.Create(DatabaseUrl.Parse(database.Url).ConnectionString);
        await using var command = await CommandAsync(source, key, parameters);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Dictionary<string, object>>();
        while (await reader.ReadAsync())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetValue));
        }

        return rows;
    }

    private async Task<NpgsqlCommand> CommandAsync(NpgsqlDataSource source, string key, (string, object)[] parameters)
    {
        await using var find = source.CreateCommand("SELECT QueryText FROM OrleansQuery WHERE QueryKey = $1");
        find.Parameters.AddWithValue(key);
        var command = source.CreateCommand((string)(await find.ExecuteScalarAsync())!);
        command.Parameters.AddWithValue("DeploymentId", _cluster);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
