using System.Globalization;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Sessions;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.Projects;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>
/// The sessions of the caller's flows. A session is there as soon as something is said in it; only one that was named, or made before
/// anything was said, has a row.
/// </summary>
internal sealed class MessageSessions(IDbContextFactory<SkillFlawDb> databases, OwnerTurn turn, TimeProvider clock)
{
    private const int Most = 1_000;
    private const int MostNamed = 10_000;
    private const int AtOnce = 500;

    /// <summary>The sessions in which something happened last, the newest first.</summary>
    public async Task<IReadOnlyList<MessageSessionAnswer>> ListAsync(Caller caller, Guid? flowId, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var spoken = await database.MessagesOf(caller, flowId).Where(message => message.SessionId != "")
            .GroupBy(message => new { message.FlowId, message.SessionId })
            .Select(session => new
            {
                session.Key.FlowId,
                session.Key.SessionId,
                First = session.Min(message => message.Id),
                Last = session.Max(message => message.Id),
            })
            .OrderByDescending(session => session.Last).Take(Most).ToListAsync(cancellationToken);
        var times = await TimesAsync(database, [.. spoken.SelectMany(session => (long[])[session.First, session.Last]).Distinct()], cancellationToken);
        var named = await NamedAsync(database, caller, flowId, [.. spoken.Select(session => session.SessionId).Distinct()], cancellationToken);

        // A message may have gone since it was counted.
        var answers = new List<MessageSessionAnswer>();
        foreach (var session in spoken.Where(session => times.ContainsKey(session.First) && times.ContainsKey(session.Last)))
        {
            var (begun, last) = (times[session.First], times[session.Last]);
            answers.Add(named.Remove((session.FlowId, session.SessionId), out var row)
                ? MessageSessionAnswer.Of(row, caller) with { UpdatedAt = row.UpdatedAt > last ? row.UpdatedAt : last }
                : new MessageSessionAnswer
                {
                    Id = session.First,
                    FlowId = session.FlowId,
                    UserId = caller.UserId.ToString(CultureInfo.InvariantCulture),
                    UserName = caller.Username,
                    SessionId = session.SessionId,
                    SessionName = MessageSessionAnswer.UsualName(begun),
                    CreateAt = begun,
                    UpdatedAt = last,
                });
        }

        answers.AddRange(named.Values.Select(row => MessageSessionAnswer.Of(row, caller)));
        return [.. answers.OrderByDescending(session => session.UpdatedAt).ThenByDescending(session => session.Id).Take(Most)];
    }

    /// <summary>Makes a session, or finds the one of this id.</summary>
    /// <returns>The session, and whether it is new; null where the caller has no such flow, or too many sessions.</returns>
    public Task<(ChatSession? Session, bool IsNew, bool IsFull)> AddAsync(
        Caller caller, Guid flowId, string sessionId, string? name, CancellationToken cancellationToken) => turn.TakeAsync<(ChatSession?, bool, bool)>(
        caller,
        async database =>
        {
            if (!await database.Flows.OfCaller(caller).AnyAsync(flow => flow.Id == flowId, cancellationToken))
            {
                return (null, false, false);
            }

            var sessions = database.SessionsOf(caller, flowId);
            if (await sessions.AsNoTracking().SingleOrDefaultAsync(session => session.SessionId == sessionId, cancellationToken) is { } existing)
            {
                return (existing, false, false);
            }

            if (await sessions.CountAsync(cancellationToken) >= MostNamed)
            {
                return (null, false, true);
            }

            var added = New(caller, flowId, sessionId, name ?? MessageSessionAnswer.UsualName(clock.GetUtcNow()));
            database.Sessions.Add(added);
            return (added, true, false);
        },
        cancellationToken);

    /// <summary>Names a session in all of the caller's flows that have it.</summary>
    /// <returns>Whether any has it.</returns>
    public Task<bool> NameAsync(Caller caller, Guid? flowId, string sessionId, string name, CancellationToken cancellationToken) => turn.TakeAsync(
        caller,
        async database =>
        {
            var rows = await database.SessionsOf(caller, flowId).Where(session => session.SessionId == sessionId).ToListAsync(cancellationToken);
            var messages = await database.MessagesOfSessionAsync(caller, flowId, sessionId, cancellationToken);
            var spoken = await messages.Select(message => message.FlowId).Distinct().ToListAsync(cancellationToken);
            foreach (var row in rows)
            {
                (row.Name, row.UpdatedAt) = (name, clock.GetUtcNow());
            }

            database.Sessions.AddRange(spoken.Except(rows.Select(row => row.FlowId)).Select(flow => New(caller, flow, sessionId, name)));
            return rows.Count + spoken.Count > 0;
        },
        cancellationToken);

    // Read in parts: the list of ids is part of the statement.
    private static async Task<Dictionary<long, DateTimeOffset>> TimesAsync(SkillFlawDb database, long[] ids, CancellationToken cancellationToken)
    {
        var times = new Dictionary<long, DateTimeOffset>();
        foreach (var some in ids.Chunk(AtOnce))
        {
            var read = await database.Messages.Where(message => some.Contains(message.Id))
                .Select(message => new { message.Id, message.Timestamp }).ToListAsync(cancellationToken);
            read.ForEach(message => times[message.Id] = message.Timestamp);
        }

        return times;
    }

    // The newest rows, and those of the sessions in which something was said.
    private static async Task<Dictionary<(Guid, string), ChatSession>> NamedAsync(
        SkillFlawDb database, Caller caller, Guid? flowId, string[] spoken, CancellationToken cancellationToken)
    {
        var rows = database.SessionsOf(caller, flowId).AsNoTracking();
        var found = await rows.OrderByDescending(session => session.UpdatedAt).ThenByDescending(session => session.Id).Take(Most).ToListAsync(cancellationToken);
        if (found.Count == Most)
        {
            foreach (var some in spoken.Chunk(AtOnce))
            {
                found.AddRange(await rows.Where(session => some.Contains(session.SessionId)).ToListAsync(cancellationToken));
            }
        }

        return found.DistinctBy(session => session.Id).ToDictionary(session => (session.FlowId, session.SessionId));
    }

    private ChatSession New(Caller caller, Guid flowId, string sessionId, string name) => new()
    {
        TenantId = caller.TenantId,
        FlowId = flowId,
        UserId = caller.UserId,
        SessionId = sessionId,
        Name = name,
        CreatedAt = clock.GetUtcNow(),
        UpdatedAt = clock.GetUtcNow(),
    };
}
