using System.Collections.Immutable;

namespace SkillFlaw.Graph.Values;

/// <summary>How a message looks and where it comes from.</summary>
[GenerateSerializer, Immutable, Alias("message-properties")]
public sealed record MessageProperties
{
    /// <summary>The state of a message that is still being written.</summary>
    public const string Partial = "partial";

    /// <summary>The state of a message that is all there.</summary>
    public const string Complete = "complete";

    /// <summary>Nothing set.</summary>
    public static readonly MessageProperties Default = new();

    /// <summary>A CSS colour, or null.</summary>
    [Id(0)]
    public string? TextColor { get; init; }

    /// <summary>A CSS colour, or null.</summary>
    [Id(1)]
    public string? BackgroundColor { get; init; }

    /// <summary>True once somebody has changed the text.</summary>
    [Id(2)]
    public bool Edited { get; init; }

    /// <summary>The vertex that made the message.</summary>
    [Id(3)]
    public MessageSource Source { get; init; } = MessageSource.None;

    /// <summary>The icon of who made it, or null.</summary>
    [Id(4)]
    public string? Icon { get; init; }

    /// <summary>Whether the text may be rendered as markdown.</summary>
    [Id(5)]
    public bool AllowMarkdown { get; init; }

    /// <summary>A reader's thumb: up, down, or neither.</summary>
    [Id(6)]
    public bool? PositiveFeedback { get; init; }

    /// <summary><see cref="Partial"/> or <see cref="Complete"/>.</summary>
    [Id(7)]
    public string State { get; init; } = Complete;

    /// <summary>Kept for the wire; nobody sets them.</summary>
    [Id(8)]
    public ImmutableArray<string> Targets { get; init; } = [];

    /// <summary>Equal in all properties.</summary>
    public bool Equals(MessageProperties? other) => other is not null && TextColor == other.TextColor
        && BackgroundColor == other.BackgroundColor && Edited == other.Edited && Source == other.Source && Icon == other.Icon
        && AllowMarkdown == other.AllowMarkdown && PositiveFeedback == other.PositiveFeedback && State == other.State
        && Targets.AsSpan().SequenceEqual(other.Targets.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Source, Icon, State, Edited);
}

/// <summary>The vertex that made a message.</summary>
/// <param name="Id">The vertex id.</param>
/// <param name="DisplayName">The name that the user sees on the vertex.</param>
/// <param name="Source">The model where there is one, otherwise the display name.</param>
[GenerateSerializer, Immutable, Alias("message-source")]
public sealed record MessageSource(
    [property: Id(0)] string? Id,
    [property: Id(1)] string? DisplayName,
    [property: Id(2)] string? Source)
{
    /// <summary>Not known.</summary>
    public static readonly MessageSource None = new(null, null, null);
}
