using System.Collections.Immutable;

namespace SkillFlaw.Grains.Builds;

/// <summary>What to build, for whom, and with what (semantics section 4.1).</summary>
[GenerateSerializer, Immutable, Alias("build-request")]
public sealed record BuildRequest
{
    /// <summary>The flow that the build belongs to.</summary>
    [Id(0)]
    public required Guid FlowId { get; init; }

    /// <summary>Its version, as the caller knows it. A newer one is built where the caller is behind.</summary>
    [Id(1)]
    public long FlowVersion { get; init; }

    /// <summary>A document to build instead of the flow's own, JSON; default for none.</summary>
    [Id(2)]
    public ImmutableArray<byte> Document { get; init; }

    /// <summary>The user whose variables and files the build uses.</summary>
    [Id(3)]
    public required int UserId { get; init; }

    /// <summary>For the build of a public flow, the hash of the visitor's cookie; null for all others.</summary>
    [Id(4)]
    public string? Visitor { get; init; }

    /// <summary>What the user says; null to leave what the flow has.</summary>
    [Id(5)]
    public string? InputValue { get; init; }

    /// <summary>The conversation.</summary>
    [Id(6)]
    public required string SessionId { get; init; }

    /// <summary>Files for the chat input: paths in the file store.</summary>
    [Id(7)]
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>The vertex or group to begin with; null for the flow's beginning.</summary>
    [Id(8)]
    public string? Start { get; init; }

    /// <summary>The vertex or group to end with; null for the flow's end.</summary>
    [Id(9)]
    public string? Stop { get; init; }

    /// <summary>Whether what each vertex gave is kept for the monitor.</summary>
    [Id(10)]
    public bool LogBuilds { get; init; } = true;

    /// <summary>When the client sent its request: times of vertices count from there. Null for from their own start.</summary>
    [Id(11)]
    public DateTimeOffset? RequestedAt { get; init; }
}
