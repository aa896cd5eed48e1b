using System.Text.Json;
using SkillFlaw.Graph.Wire;

namespace SkillFlaw.WebApi.Messages;

/// <summary>A message as answers have it, for the description of the API; <see cref="MessageJson"/> writes it.</summary>
internal sealed record MessageResult : MessageResultFields
{
    public required string TextKey { get; init; }

    public required MessageResultData Data { get; init; }

    public required string DefaultValue { get; init; }
}

/// <summary>The fields of a message once more, with its id.</summary>
internal sealed record MessageResultData : MessageResultFields
{
    public string? Id { get; init; }
}

/// <summary>The fields of a message.</summary>
internal abstract record MessageResultFields
{
    public string? Timestamp { get; init; }

    public required string Text { get; init; }

    public string? Sender { get; init; }

    public string? SenderName { get; init; }

    public required IReadOnlyList<string> Files { get; init; }

    public string? SessionId { get; init; }

    public string? ContextId { get; init; }

    public string? FlowId { get; init; }

    public bool Error { get; init; }

    public bool Edit { get; init; }

    public required MessageResultProperties Properties { get; init; }

    public required string Category { get; init; }

    public required IReadOnlyList<JsonElement> ContentBlocks { get; init; }

    public int? Duration { get; init; }
}

/// <summary>How a message looks, and where it comes from.</summary>
internal sealed record MessageResultProperties
{
    public string? TextColor { get; init; }

    public string? BackgroundColor { get; init; }

    public bool Edited { get; init; }

    public required MessageResultSource Source { get; init; }

    public string? Icon { get; init; }

    public bool AllowMarkdown { get; init; }

    public bool? PositiveFeedback { get; init; }

    public required string State { get; init; }

    public required IReadOnlyList<string> Targets { get; init; }
}

/// <summary>The component that a message comes from.</summary>
internal sealed record MessageResultSource(string? Id, string? DisplayName, string? Source);
