using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Bench.All.Processes;
using SkillFlaw.Storage;

namespace SkillFlaw.Bench.All.Scenarios;

/// <summary>Puts messages straight into the database of a server, in the sessions in which the stored runs of 64 connections take place.</summary>
internal static class StoredMessages
{
    private const int AtOnce = 500_000;

    private const string Columns =
        "messages (message_id, tenant_id, flow_id, session_id, context_id, sender, sender_name, text, files, error, edit, category, properties, content_blocks, timestamp)";

    private const string Sqlite =
        $$"""
        WITH RECURSIVE numbers(i) AS (SELECT {0} UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < {1})
        INSERT INTO {{Columns}}
        SELECT printf('00000000-0000-7000-8000-%012X', i), flows.tenant_id, flows.id, printf('s%04d-%05d', i % 64, i / 64 % 64), '', 'User', 'User',
            'hello ' || i, '[]', 0, 0, 'message', {2}, '[]', 1790000000000000 + i
        FROM numbers, flows WHERE flows.endpoint_name = 'echo'
        """;

    private const string Postgres =
        $$"""
        INSERT INTO {{Columns}}
        SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid, flows.tenant_id, flows.id,
            's' || lpad((i % 64)::text, 4, '0') || '-' || lpad((i / 64 % 64)::text, 5, '0'), '', 'User', 'User',
            'hello ' || i, '[]', false, false, 'message', {2}, '[]', timestamptz '2026-09-21' + i * interval '1 microsecond'
        FROM generate_series({0}, {1} - 1) AS i, flows WHERE flows.endpoint_name = 'echo'
        """;

    /// <summary>Adds messages until there are so many.</summary>
    public static async Task AddAsync(MeasuredServer server, int from, int to, CancellationToken cancellationToken)
    {
        await using var storage = new ServiceCollection().AddSkillFlawStorage(options => options.Database = server.Database).BuildServiceProvider();
        await using var database = await storage.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync(cancellationToken);
        database.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));
        for (var i = from; i < to; i += AtOnce)
        {
            await database.Database.ExecuteSqlRawAsync(server.IsPostgres ? Postgres : Sqlite, [i, Math.Min(i + AtOnce, to), "{}"], cancellationToken);
        }

        // What autovacuum does after a while.
        await database.Database.ExecuteSqlRawAsync(server.IsPostgres ? "VACUUM ANALYZE messages" : "PRAGMA optimize", cancellationToken);
    }
}
