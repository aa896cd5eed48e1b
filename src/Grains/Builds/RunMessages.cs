using SkillFlaw.Grains.Recovery;
using SkillFlaw.Grains.Sessions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Builds;

/// <summary>The messages of a run on their way to their sessions. All of it happens in turns of the job's grain.</summary>
/// <param name="grains">Gives the sessions.</param>
/// <param name="scope">Whose run it is.</param>
/// <param name="mayExist">Whether a message may be stored already, by an execution that did not get to its end.</param>
/// <param name="left">Cancelled when this process is being stopped.</param>
internal sealed class RunMessages(IGrainFactory grains, RunScope scope, bool mayExist, CancellationToken left)
{
    private readonly Dictionary<Guid, (Task Stored, ISessionGrain Session)> _stores = [];
    private readonly List<Task> _pending = [];
    private readonly List<(string Id, ISessionGrain Session, Task Opened)> _sessions = [];

    /// <summary>Begins to store a message that has its id.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isNew">False for another state of one that was stored before.</param>
    public void Store(Message message, bool isNew)
    {
        var id = message.Id!.Value;
        var (_, session, opened) = Open(message.SessionId);
        var before = _stores.GetValueOrDefault(id).Stored;

        // One after the other, so that a later text of a message never loses to an earlier one.
        Note(id, session, StoreAsync(opened, before, session, message, isNew));
    }

    /// <summary>Begins to take back a message.</summary>
    public void Remove(Guid messageId, string sessionId)
    {
        var (before, known) = _stores.GetValueOrDefault(messageId);
        var session = known ?? Open(sessionId).Session;
        Note(messageId, session, RemoveAsync(before, session, messageId));
    }

    /// <summary>Complete once all that has begun is stored for good.</summary>
    /// <exception cref="Storage.StorageUnavailableException">Something could not be stored.</exception>
    public Task WhenStored()
    {
        // Asked after each vertex, for all the messages of a run: what is stored is not looked at again.
        _pending.RemoveAll(static stored => stored.IsCompletedSuccessfully);
        return _pending.Count == 0 ? Task.CompletedTask : Task.WhenAll(_pending);
    }

    private void Note(Guid id, ISessionGrain session, Task stored)
    {
        _stores[id] = (stored, session);
        _pending.Add(stored);
    }

    private async Task StoreAsync(Task opened, Task? before, ISessionGrain session, Message message, bool isNew)
    {
        await opened;
        await (before ?? Task.CompletedTask);
        await LostCalls.RepeatAsync(isAgain => Send(session, message, isNew, mayExist || isAgain), left);
    }

    private async Task RemoveAsync(Task? before, ISessionGrain session, Guid messageId)
    {
        await (before ?? Task.CompletedTask);
        await LostCalls.RepeatAsync(_ => session.Remove(messageId), left);
    }

    private static Task Send(ISessionGrain session, Message message, bool isNew, bool mayBeThere) =>
        !isNew ? session.Replace(message)
        : mayBeThere ? session.Put(message)
        : session.Add(message);

    // Messages are sent without waiting for each other, and a grain that is only being activated may take them in any order: it is woken first.
    private (string Id, ISessionGrain Session, Task Opened) Open(string sessionId)
    {
        var open = _sessions.Find(each => each.Id == sessionId);
        if (open.Session is null)
        {
            var session = grains.GetGrain<ISessionGrain>(new SessionKey(scope.TenantId, scope.FlowId, sessionId).ToString());
            open = (sessionId, session, LostCalls.RepeatAsync(_ => session.Open(), left));
            _sessions.Add(open);
        }

        return open;
    }
}
