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

    /// <summary>Wakes a session: messages are sent to it without waiting for each other.</summary>
    public Task OpenAsync(string sessionId) => LostCalls.RepeatAsync(_ => Session(sessionId).Open(), left);

    /// <summary>Begins to store a message that has its id.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isNew">False for another state of one that was stored before.</param>
    public void Store(Message message, bool isNew)
    {
        var id = message.Id!.Value;
        var session = Session(message.SessionId);

        // One after the other, so that a later text of a message never loses to an earlier one.
        Begin(id, session, isAgain => Send(session, message, isNew, mayExist || isAgain));
    }

    /// <summary>Begins to take back a message.</summary>
    public void Remove(Guid messageId, string sessionId)
    {
        var session = _stores.GetValueOrDefault(messageId).Session ?? Session(sessionId);
        Begin(messageId, session, _ => session.Remove(messageId));
    }

    /// <summary>Complete once all that has begun is stored for good.</summary>
    /// <exception cref="Storage.StorageUnavailableException">Something could not be stored.</exception>
    public Task WhenStored()
    {
        // Asked after each vertex, for all the messages of a run: what is stored is not looked at again.
        _pending.RemoveAll(stored => stored.IsCompletedSuccessfully);
        return Task.WhenAll(_pending);
    }

    private void Begin(Guid id, ISessionGrain session, Func<bool, Task> next)
    {
        var stored = AfterAsync(_stores.GetValueOrDefault(id).Stored, next);
        _stores[id] = (stored, session);
        _pending.Add(stored);
    }

    private static Task Send(ISessionGrain session, Message message, bool isNew, bool mayBeThere) =>
        !isNew ? session.Replace(message)
        : mayBeThere ? session.Put(message)
        : session.Add(message);

    private async Task AfterAsync(Task? before, Func<bool, Task> next)
    {
        if (before is not null)
        {
            await before;
        }

        await LostCalls.RepeatAsync(next, left);
    }

    private ISessionGrain Session(string sessionId) =>
        grains.GetGrain<ISessionGrain>(new SessionKey(scope.TenantId, scope.FlowId, sessionId).ToString());
}
