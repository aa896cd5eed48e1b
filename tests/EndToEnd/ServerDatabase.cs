using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Queue;

namespace SkillFlaw.EndToEnd;

/// <summary>The database of a server under test: SQLite in its folder, or one on a PostgreSQL server of the tests.</summary>
public sealed class ServerDatabase : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private ServerDatabase(string url, (string, string)[] settings)
    {
        Settings = settings;
        _services = new ServiceCollection().AddSkillFlawStorage(options => options.Database = url).BuildServiceProvider();
    }

    /// <summary>Whether PostgreSQL, for each database that this machine has.</summary>
    public static TheoryData<bool> Kinds => [.. All];

    /// <inheritdoc cref="Kinds" />
    public static bool[] All => PostgresBinaries.AreThere ? [false, true] : [false];

    /// <summary>What the server is told of it.</summary>
    public (string Name, string Value)[] Settings { get; }

    /// <summary>SQLite, or PostgreSQL.</summary>
    public static async Task<ServerDatabase> CreateAsync(bool isPostgres, TestFolder folder)
    {
        if (!isPostgres)
        {
            return new ServerDatabase($"sqlite:///{folder.Path}/skillflaw.db", []);
        }

        var url = await PostgresServer.NewSharedDatabaseAsync();
        return new ServerDatabase(url, [("SKILLFLAW_DATABASE_URL", url)]);
    }

    /// <summary>All messages, in the order in which they were stored.</summary>
    public async Task<List<StoredMessage>> MessagesAsync()
    {
        await using var database = await _services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();
        return await database.Messages.AsNoTracking().OrderBy(message => message.Id).ToListAsync();
    }

    /// <summary>All jobs.</summary>
    public async Task<List<Job>> JobsAsync()
    {
        await using var database = await _services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();
        return await database.Jobs.AsNoTracking().ToListAsync();
    }

    /// <summary>All jobs of the queue.</summary>
    public async Task<List<QueuedJob>> QueuedJobsAsync()
    {
        await using var database = await _services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();
        return await database.QueuedJobs.AsNoTracking().ToListAsync();
    }

    /// <summary>How many jobs of the queue have not ended.</summary>
    public async Task<int> CountOpenJobsAsync()
    {
        await using var database = await _services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();
        return await database.QueuedJobs.CountAsync(job => job.FinishedAt == null);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
