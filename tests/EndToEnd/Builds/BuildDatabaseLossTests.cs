using SkillFlaw.Storage.Databases;

namespace SkillFlaw.EndToEnd.Builds;

public sealed class BuildDatabaseLossTests : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(3);

    private readonly TestFolder _folder = new();

    // For a short while the journal waits; after ten seconds the build is given up, and begun again after its last checkpoint.
    [OwnPostgresTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Build_WhilePostgresIsGone_GoesOnWhenItIsBack(bool isLong)
    {
        using var limit = new CancellationTokenSource(_limit);
        await using var postgres = await PostgresServer.StartAsync();
        await using var ledger = await Ledger.StartAsync();
        await using var server = await RestartingServer.StartAsync(
            _folder.Settings([("SKILLFLAW_DATABASE_URL", postgres.NewDatabase()), .. ledger.Settings]));
        var client = await server.ClientAsync(limit.Token);
        var flow = await ChainBuilds.AddFlowAsync(client);
        var gate = ledger.Hold(Ledger.Chain[2], "kept");
        var job = await ChainBuilds.StartAsync(client, flow, "kept", "session");
        var reader = new EventReader(server, ledger, job, Reading.Sse) { IsPatient = true };
        var reading = reader.ReadAsync(limit.Token);
        await reader.WaitForAsync(each => each.Vertex == Ledger.Chain[1], limit.Token);
        await ledger.WaitForAsync(Ledger.Chain[2], "kept", 1, limit.Token);

        await postgres.KillAsync();
        var lost = ledger.Moment();
        gate.Open();
        while (isLong && !server.Console.Contains($"build {job} is interrupted", StringComparison.Ordinal))
        {
            await Task.Delay(50, limit.Token);
        }

        await postgres.ResumeAsync();

        await reading;
        ChainBuilds.AssertWhole(reader.Events);
        ChainBuilds.AssertNothingDoneAgain(ledger.Calls, reader.Events, [lost]);
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>Tests that kill PostgreSQL, which needs a server of its own: skipped by name where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnPostgresTheoryAttribute : TheoryAttribute
{
    public OwnPostgresTheoryAttribute() => Skip = PostgresBinaries.Folder is null ? "There is no PostgreSQL on this machine: install it." : null;
}
