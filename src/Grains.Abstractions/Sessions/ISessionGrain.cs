using System.Collections.Immutable;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Sessions;

/// <summary>One conversation: it stores its messages in order and knows the recent ones. The key is a <see cref="SessionKey"/>.</summary>
[Alias("session")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>
    /// Changes messages, which have their ids already, in this order: all of it or nothing. Complete once it is stored for good. Calls may come in
    /// another order than they were made in as long as the grain is not awake, so who has more to say waits for the answer.
    /// </summary>
    [Alias("change")]
    Task Change(ImmutableArray<SessionChange> changes);

    /// <summary>The newest messages that match, oldest first; those that are just being stored included, those of failures left out.</summary>
    [Alias("read")]
    Task<ImmutableArray<Message>> Read(SessionQuery query, CancellationToken cancellationToken);

    /// <summary>Must be called after somebody else has changed messages in the database: the next reader reads them from there.</summary>
    [Alias("forget")]
    Task Forget();
}
