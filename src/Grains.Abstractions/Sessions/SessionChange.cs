using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Sessions;

/// <summary>What happens to a message of a session.</summary>
public enum SessionChangeKind
{
    /// <summary>It is new.</summary>
    Add,

    /// <summary>It may be there already, stored by an execution that was not finished: it takes that one's place.</summary>
    Put,

    /// <summary>It has another state, if it is there.</summary>
    Replace,

    /// <summary>It is taken back, if it is there.</summary>
    Remove,
}

/// <summary>One change of a session.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="MessageId">To which message.</param>
/// <param name="Message">What it is from now on; null where it is taken back.</param>
[GenerateSerializer, Immutable, Alias("session-change")]
public sealed record SessionChange(
    [property: Id(0)] SessionChangeKind Kind, [property: Id(1)] Guid MessageId, [property: Id(2)] Message? Message)
{
    /// <summary>A change of a message that has its id.</summary>
    public static SessionChange Of(SessionChangeKind kind, Message message) => new(kind, message.Id!.Value, message);
}
