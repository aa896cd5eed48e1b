using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Messages;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>
/// Reads messages of the caller's flows. Of many only a few are in memory at a time, and no connection to the database waits for a slow
/// client: the ids come first, and then the messages in groups.
/// </summary>
internal sealed class MessageReading(IDbContextFactory<SkillFlawDb> databases)
{
    // The newest, of whatever is asked for.
    private const int Most = 100_000;
    private const int AtOnce = 200;

    /// <summary>Answers with the messages of a query.</summary>
    public async Task<StreamedJson<IAsyncEnumerable<MonitorMessage>>> ListAsync(Caller caller, MessageQuery query, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var messages = query.Session is { } session
            ? await database.MessagesOfSessionAsync(caller, query.FlowId, session, cancellationToken)
            : database.MessagesOf(caller, query.FlowId);
        var newest = query.Filter(messages).OrderByDescending(message => message.Id).Take(Most);
        var ids = await query.Sort(newest).Select(message => message.Id).ToListAsync(cancellationToken);
        return Answer(caller, ids, cancellationToken);
    }

    /// <summary>The messages of a session in the caller's flows, in the order of storing.</summary>
    public async Task<IReadOnlyList<long>> FindAsync(Caller caller, Guid? flowId, string sessionId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var messages = await database.MessagesOfSessionAsync(caller, flowId, sessionId, cancellationToken);
        var newest = await messages.OrderByDescending(message => message.Id).Select(message => message.Id).Take(Most).ToListAsync(cancellationToken);
        newest.Reverse();
        return newest;
    }

    /// <summary>Answers with the messages of some ids.</summary>
    public StreamedJson<IAsyncEnumerable<MonitorMessage>> Answer(Caller caller, IReadOnlyList<long> ids, CancellationToken cancellationToken) =>
        new(ReadAsync(caller, ids, cancellationToken));

    // What has gone in the meantime is left out.
    private async IAsyncEnumerable<MonitorMessage> ReadAsync(
        Caller caller, IReadOnlyList<long> ids, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var some in ids.Chunk(AtOnce))
        {
            Dictionary<long, StoredMessage> messages;
            await using (var database = await databases.CreateDbContextAsync(cancellationToken))
            {
                messages = await database.NamedMessagesOf(caller).AsNoTracking()
                    .Where(message => some.Contains(message.Id)).ToDictionaryAsync(message => message.Id, cancellationToken);
            }

            foreach (var id in some)
            {
                if (messages.Remove(id, out var message))
                {
                    yield return MonitorMessage.Of(message);
                }
            }
        }
    }
}
