using System.Collections.Immutable;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Sessions;

/// <summary>One conversation: it stores its messages in order and knows the recent ones. The key is a <see cref="SessionKey"/>.</summary>
[Alias("session")]
public interface ISessionGrain : IGrainWithStringKey
{
    /// <summary>Does nothing but wake the grain: calls to one that is awake keep their order.</summary>
    [Alias("open")]
    Task Open();

    /// <summary>Stores a new message, which has its id already. Complete once it is stored for good.</summary>
    [Alias("add")]
    Task Add(Message message);

    /// <summary>Stores a message that may be stored already, by an execution that was not finished: it takes that one's place.</summary>
    [Alias("put")]
    Task Put(Message message);

    /// <summary>Stores another state of a message, if it is there. Complete once that is stored for good.</summary>
    [Alias("replace")]
    Task Replace(Message message);

    /// <summary>Takes back a message, if it is there. Complete once that is stored for good.</summary>
    [Alias("remove")]
    Task Remove(Guid messageId);

    /// <summary>The newest messages that match, oldest first; those that are just being stored included, those of failures left out.</summary>
    [Alias("read")]
    Task<ImmutableArray<Message>> Read(SessionQuery query, CancellationToken cancellationToken);

    /// <summary>Must be called after somebody else has changed messages in the database: the next reader reads them from there.</summary>
    [Alias("forget")]
    Task Forget();
}
