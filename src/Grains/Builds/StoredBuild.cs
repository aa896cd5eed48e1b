using System.Collections.Immutable;
using System.Text.Json.Serialization;
using SkillFlaw.Graph.Tweaks;

namespace SkillFlaw.Grains.Builds;

/// <summary>What a build was asked to do, as its log keeps it. The document is kept beside, by its hash.</summary>
internal sealed record StoredBuild
{
    public required string DocumentHash { get; init; }

    public string? InputValue { get; init; }

    public required string SessionId { get; init; }

    public ImmutableArray<string> Files { get; init; } = [];

    public string? Start { get; init; }

    public string? Stop { get; init; }

    public bool LogBuilds { get; init; }

    public DateTimeOffset? RequestedAt { get; init; }

    /// <summary>The value is the chat input's only, and the session fills what is empty (semantics section 4.1).</summary>
    public RunInputs ToInputs() => new()
    {
        Inputs = InputValue is null ? [] : [new RunInput(InputValue, [], "chatinput")],
        SessionId = SessionId,
        SessionReplaces = false,
        Files = Files,
    };

    public static StoredBuild Of(BuildRequest request, string documentHash) => new()
    {
        DocumentHash = documentHash,
        InputValue = request.InputValue,
        SessionId = request.SessionId,
        Files = request.Files,
        Start = request.Start,
        Stop = request.Stop,
        LogBuilds = request.LogBuilds,
        RequestedAt = request.RequestedAt,
    };
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StoredBuild))]
internal sealed partial class StoredBuildJson : JsonSerializerContext;
