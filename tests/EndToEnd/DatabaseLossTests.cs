using System.Net;
using Microsoft.Data.Sqlite;
using SkillFlaw.Storage.Databases;

namespace SkillFlaw.EndToEnd;

public sealed class DatabaseLossTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [OwnPostgresFact]
    public async Task Run_WhilePostgresIsGone_IsUnavailableAndWorksAgainAfterwards()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var server = await ServerProcess.StartAsync(_folder.Settings(("SKILLFLAW_DATABASE_URL", postgres.NewDatabase())));
        using var client = server.NewClient();
        Assert.Equal(HttpStatusCode.OK, await RunAsync(client));

        await postgres.KillAsync();

        using (var lost = await client.PostAsync("/api/v1/run/echo", new StringContent("""{"input_value":"hi"}""")))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, lost.StatusCode);
            Assert.NotNull(lost.Headers.RetryAfter);
            Assert.StartsWith("""{"detail":"The """, await lost.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using (var health = await client.GetAsync("/health_check"))
        {
            Assert.Equal(HttpStatusCode.InternalServerError, health.StatusCode);
            Assert.Equal(
                """{"detail":{"status":"nok","chat":"ok","db":"error check the server logs"}}""", await health.Content.ReadAsStringAsync());
        }

        await postgres.ResumeAsync();

        Assert.Equal(HttpStatusCode.OK, await UntilItWorksAsync(client));
        Assert.DoesNotContain("postgres@", server.Console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhileTheFileIsLocked_IsUnavailableAndStoresNothing()
    {
        await using var database = await ServerDatabase.CreateAsync(isPostgres: false, _folder);
        await using var server = await ServerProcess.StartAsync(_folder.Settings());
        using var client = server.NewClient();
        Assert.Equal(HttpStatusCode.OK, await RunAsync(client));
        var before = (await database.MessagesAsync()).Count;

        await using (var other = new SqliteConnection($"Data Source={_folder.Path}/skillflaw.db;Pooling=False"))
        {
            await other.OpenAsync();
            await using var taken = other.CreateCommand();
            taken.CommandText = "BEGIN IMMEDIATE";
            await taken.ExecuteNonQueryAsync();

            Assert.Equal(HttpStatusCode.ServiceUnavailable, await RunAsync(client));
        }

        Assert.Equal(before, (await database.MessagesAsync()).Count);
        Assert.Equal(HttpStatusCode.OK, await UntilItWorksAsync(client));
        Assert.Equal(before + 2, (await database.MessagesAsync()).Count);
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<HttpStatusCode> RunAsync(HttpClient client)
    {
        using var answer = await client.PostAsync("/api/v1/run/echo", new StringContent("""{"input_value":"hi"}"""));
        return answer.StatusCode;
    }

    // A server that has just come back takes a moment to let anybody in.
    private static async Task<HttpStatusCode> UntilItWorksAsync(HttpClient client)
    {
        var status = HttpStatusCode.ServiceUnavailable;
        for (var tried = 0; tried < 100 && status is HttpStatusCode.ServiceUnavailable; tried++)
        {
            status = await RunAsync(client);
        }

        return status;
    }
}

/// <summary>A test that kills PostgreSQL, which needs a server of its own: skipped by name where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnPostgresFactAttribute : FactAttribute
{
    public OwnPostgresFactAttribute() => Skip = PostgresBinaries.Folder is null ? "There is no PostgreSQL on this machine: install it." : null;
}
