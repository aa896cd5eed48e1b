using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Builds;

/// <summary>Something that a watcher of a run sees.</summary>
[GenerateSerializer, Immutable, Alias("run-event")]
public abstract record RunEvent;

/// <summary>A message was stored, or replaced.</summary>
[GenerateSerializer, Immutable, Alias("run-event.message-stored")]
public sealed record MessageStored([property: Id(0)] Message Message) : RunEvent;

/// <summary>A piece of a message's text has come.</summary>
[GenerateSerializer, Immutable, Alias("run-event.token-shown")]
public sealed record TokenShown([property: Id(0)] Guid MessageId, [property: Id(1)] string Text) : RunEvent;

/// <summary>A message was taken back.</summary>
[GenerateSerializer, Immutable, Alias("run-event.message-removed")]
public sealed record MessageRemoved([property: Id(0)] Guid MessageId) : RunEvent;

/// <summary>A component has failed, and the message that says so was stored. The run's failure follows.</summary>
[GenerateSerializer, Immutable, Alias("run-event.error-shown")]
public sealed record ErrorShown([property: Id(0)] Message Message) : RunEvent;

/// <summary>The run is over; nothing follows.</summary>
[GenerateSerializer, Immutable, Alias("run-event.ended")]
public sealed record RunEnded([property: Id(0)] RunOutcome Outcome) : RunEvent;

/// <summary>The run has failed; nothing follows.</summary>
/// <param name="Reason">Why, for the caller.</param>
/// <param name="IsTemporary">Whether the same run may succeed later.</param>
[GenerateSerializer, Immutable, Alias("run-event.failed")]
public sealed record RunFailed([property: Id(0)] string Reason, [property: Id(1)] bool IsTemporary = false) : RunEvent;
