using System.Collections.Immutable;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Grains.Sessions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Builds;

/// <summary>
/// The messages of a run on their way to their sessions. One call is on its way at a time, with all that has gathered since the one before: so they
/// stay in order, and many share a commit. All of it happens in turns of the job's grain.
/// </summary>
/// <param name="grains">Gives the sessions.</param>
/// <param name="scope">Whose run it is.</param>
/// <param name="sessionId">The run's own session.</param>
/// <param name="mayExist">Whether a message may be stored already, by an execution that did not get to its end.</param>
/// <param name="left">Cancelled when this process is being stopped.</param>
internal sealed class RunMessages(IGrainFactory grains, RunScope scope, string sessionId, bool mayExist, CancellationToken left)
{
    // In one call, and so in one commit: a run that says much is not to be one huge message to another silo.
    private const int MostAtOnce = 256;

    private List<(string SessionId, SessionChange Change)> _waiting = [];
    private Dictionary<Guid, string>? _elsewhere;
    private Task _sending = Task.CompletedTask;

    /// <summary>Notes a message that has its id; it is stored with the next <see cref="Send"/>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isNew">False for another state of one that was stored before.</param>
    public void Store(Message message, bool isNew)
    {
        var kind = !isNew ? SessionChangeKind.Replace : mayExist ? SessionChangeKind.Put : SessionChangeKind.Add;
        if (message.SessionId != sessionId)
        {
            (_elsewhere ??= [])[message.Id!.Value] = message.SessionId;
        }

        _waiting.Add((message.SessionId, SessionChange.Of(kind, message)));
    }

    /// <summary>Notes that a message is taken back.</summary>
    public void Remove(Guid messageId) =>
        _waiting.Add((_elsewhere?.GetValueOrDefault(messageId) ?? sessionId, new SessionChange(SessionChangeKind.Remove, messageId, null)));

    /// <summary>Begins to store what waits.</summary>
    public void Send()
    {
        // What could not be stored is what the run fails of; nothing comes after it.
        if (_waiting.Count > 0 && _sending.IsCompletedSuccessfully)
        {
            _sending = SendAllAsync();
        }
    }

    /// <summary>Complete once all of it is stored for good.</summary>
    /// <exception cref="Storage.StorageUnavailableException">Something could not be stored.</exception>
    public Task WhenStored()
    {
        Send();
        return _sending;
    }

    private async Task SendAllAsync()
    {
        while (_waiting.Count > 0)
        {
            var some = _waiting;
            _waiting = [];
            for (var at = 0; at < some.Count;)
            {
                // Nearly always all are of one session.
                var to = some[at].SessionId;
                var changes = ImmutableArray.CreateBuilder<SessionChange>(Math.Min(some.Count - at, MostAtOnce));
                for (; at < some.Count && some[at].SessionId == to && changes.Count < MostAtOnce; at++)
                {
                    changes.Add(some[at].Change);
                }

                var session = grains.GetGrain<ISessionGrain>(new SessionKey(scope.TenantId, scope.FlowId, to).ToString());
                await SendAsync(session, changes.DrainToImmutable());
            }
        }
    }

    private Task SendAsync(ISessionGrain session, ImmutableArray<SessionChange> changes) =>
        LostCalls.RepeatAsync(isAgain => session.Change(isAgain ? MayBeThere(changes) : changes), left);

    private static ImmutableArray<SessionChange> MayBeThere(ImmutableArray<SessionChange> changes) =>
        [.. changes.Select(change => change.Kind is SessionChangeKind.Add ? change with { Kind = SessionChangeKind.Put } : change)];
}
