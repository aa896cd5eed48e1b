using Microsoft.EntityFrameworkCore;
using SkillFlaw.Grains.Sessions;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Messages;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>
/// Changes and deletes messages of the caller's flows, a batch at a time, and tells their sessions. What takes several batches goes on when the
/// client leaves, and ends with the server only; done again it goes on where it was.
/// </summary>
internal sealed class MessageChanges(IDbContextFactory<SkillFlawDb> databases, SessionWindows windows, IHostApplicationLifetime lifetime)
{
    private const int BatchSize = 500;

    private CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>Changes one message; null where the caller has none of that id.</summary>
    public async Task<MonitorMessage?> UpdateAsync(Caller caller, MessageIds id, MessageChangesBody changes, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        if (await Select(database.NamedMessagesOf(caller), id).SingleOrDefaultAsync(cancellationToken) is not { } message)
        {
            return null;
        }

        var before = KeyOf(message);
        changes.Apply(message);
        await database.SaveChangesAsync(cancellationToken);
        await windows.ForgetAsync([before, KeyOf(message)], Stopping);
        return MonitorMessage.Of(message);
    }

    /// <summary>Deletes those of the messages that are the caller's.</summary>
    public async Task DeleteAsync(Caller caller, MessageIds ids, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        foreach (var some in ids.Numbers.Chunk(BatchSize))
        {
            await DeleteAsync(database, database.NamedMessagesOf(caller).Where(message => some.Contains(message.Id)), caller);
        }

        foreach (var some in ids.Ids.Chunk(BatchSize))
        {
            await DeleteAsync(database, database.NamedMessagesOf(caller).Where(message => some.Contains(message.MessageId)), caller);
        }
    }

    /// <summary>Deletes sessions with their messages.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> DeleteSessionsAsync(Caller caller, IEnumerable<string> sessions, Guid? flowId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var found = 0;
        foreach (var session in sessions.Distinct())
        {
            var rows = await database.SessionsOf(caller, flowId).Where(each => each.SessionId == session).ExecuteDeleteAsync(cancellationToken);
            rows += await DeleteAsync(database, await database.MessagesOfSessionAsync(caller, flowId, session, cancellationToken), caller);
            found += rows > 0 ? 1 : 0;
        }

        return found;
    }

    /// <summary>Gives the messages of a session to another one.</summary>
    /// <returns>The messages that were moved.</returns>
    public async Task<IReadOnlyList<long>> MoveSessionAsync(Caller caller, string from, string to, Guid? flowId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var moved = new List<long>();
        var batch = Rows(await database.MessagesOfSessionAsync(caller, flowId, from, cancellationToken));
        while (from != to && await batch.ToListAsync(Stopping) is { Count: > 0 } rows)
        {
            var ids = rows.ConvertAll(row => row.Id);
            await database.Messages.Where(message => ids.Contains(message.Id))
                .ExecuteUpdateAsync(update => update.SetProperty(message => message.SessionId, to), Stopping);
            moved.AddRange(ids);
            await windows.ForgetAsync(
                rows.SelectMany(row => (SessionKey[])[new(caller.TenantId, row.FlowId, from), new(caller.TenantId, row.FlowId, to)]), Stopping);
        }

        // The name goes along, unless the other one has a name.
        var named = database.SessionsOf(caller, flowId).Where(session => session.SessionId == from);
        if (from != to)
        {
            await named.Where(session => !database.Sessions.Any(other =>
                    other.TenantId == session.TenantId && other.FlowId == session.FlowId && other.SessionId == to))
                .ExecuteUpdateAsync(update => update.SetProperty(session => session.SessionId, to), Stopping);
            await named.ExecuteDeleteAsync(Stopping);
        }

        return moved;
    }

    private static IQueryable<StoredMessage> Select(IQueryable<StoredMessage> messages, MessageIds id) => id.Numbers is [var number]
        ? messages.Where(message => message.Id == number)
        : messages.Where(message => message.MessageId == id.Ids[0]);

    private static SessionKey KeyOf(StoredMessage message) => new(message.TenantId, message.FlowId, message.SessionId);

    private static IQueryable<Row> Rows(IQueryable<StoredMessage> messages) =>
        messages.OrderBy(message => message.Id).Take(BatchSize).Select(message => new Row(message.Id, message.FlowId, message.SessionId));

    private async Task<int> DeleteAsync(SkillFlawDb database, IQueryable<StoredMessage> messages, Caller caller)
    {
        var deleted = 0;
        while (await Rows(messages).ToListAsync(Stopping) is { Count: > 0 } rows)
        {
            var ids = rows.ConvertAll(row => row.Id);
            deleted += await database.Messages.Where(message => ids.Contains(message.Id)).ExecuteDeleteAsync(Stopping);
            await windows.ForgetAsync(rows.Select(row => new SessionKey(caller.TenantId, row.FlowId, row.SessionId)), Stopping);
        }

        return deleted;
    }

    private sealed record Row(long Id, Guid FlowId, string SessionId);
}
