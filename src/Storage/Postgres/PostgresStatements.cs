using Npgsql;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Postgres;

/// <summary>Statements of all tables that wait to make one round trip.</summary>
internal sealed class PostgresStatements(NpgsqlConnection connection)
{
    // A round trip shared by this many costs next to nothing, and the memory of one stays small.
    private const int Most = 500;

    private readonly List<NpgsqlBatchCommand> _commands = [];
    private readonly List<(NpgsqlBatchCommand Command, int Rows)> _expected = [];

    /// <param name="command">What to execute after what is there already.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="rows">How many rows it must change; null if that does not matter.</param>
    internal async ValueTask AddAsync(NpgsqlBatchCommand command, CancellationToken cancellationToken, int? rows = null)
    {
        _commands.Add(command);
        if (rows is { } expected)
        {
            _expected.Add((command, expected));
        }

        if (_commands.Count >= Most)
        {
            await ExecuteAsync(cancellationToken);
        }
    }

    /// <exception cref="RowRefusedException">A statement has not changed all of its rows.</exception>
    internal async Task ExecuteAsync(CancellationToken cancellationToken)
    {
        if (_commands.Count == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        _commands.ForEach(batch.BatchCommands.Add);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (_expected.Exists(expected => expected.Command.RecordsAffected != expected.Rows))
        {
            throw new RowRefusedException("A row to change is gone, or its fence is another.");
        }

        _commands.Clear();
        _expected.Clear();
    }
}
