using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage;

/// <summary>The one database of the server. All that differs between the kinds of databases is in the two classes below this one.</summary>
public abstract class Database : IDbContextFactory<SkillFlawDb>, IAsyncDisposable
{
    private protected Database()
    {
    }

    /// <summary>Opens a unit of work. Whoever asked for it disposes it.</summary>
    public abstract SkillFlawDb CreateDbContext();

    /// <summary>Makes the database, or brings it to this version. Any number of nodes may call this at once.</summary>
    /// <exception cref="StorageUnavailableException">Another node is at it, and has not finished in time.</exception>
    public abstract Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Makes sure that no other process has the database for itself. The claim ends when it is disposed of, or with the process.</summary>
    /// <param name="isShared">Whether others may share it, if they say so too: the processes of a cluster. False for one that wants it for itself.</param>
    /// <param name="patience">How long to wait for a process that is about to end.</param>
    /// <param name="whenLost">Called when another process has got it after all, because the database was away for a while.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DatabaseTakenException">Another process has it.</exception>
    public abstract Task<IAsyncDisposable> ClaimAsync(bool isShared, TimeSpan patience, Action whenLost, CancellationToken cancellationToken);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    /// <summary>A way to write that nobody else uses.</summary>
    internal abstract IBatchWriter CreateBatchWriter();

    internal static Database Open(StorageOptions options, Action<DbContextOptionsBuilder> configure)
    {
        var url = DatabaseUrl.Parse(options.Database);
        var rest = configure;

        // A test compares the model with the migrations. To do it at every start takes most of a second.
        configure = context => rest(context.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning)));
        return url.Kind is DatabaseKind.Sqlite
            ? new Sqlite.SqliteDatabase(url.ConnectionString, options, configure)
            : new Postgres.PostgresDatabase(url.ConnectionString, options, configure);
    }
}
