using System.Collections.Immutable;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;

namespace SkillFlaw.Grains.Builds;

/// <summary>One try of a job of the queue.</summary>
[GenerateSerializer, Immutable, Alias("job-request")]
public sealed record JobRequest
{
    /// <summary>The flow.</summary>
    [Id(0)]
    public required Guid FlowId { get; init; }

    /// <summary>The version of the flow when the job was accepted.</summary>
    [Id(1)]
    public long FlowVersion { get; init; }

    /// <summary>The user whose variables and files the run uses.</summary>
    [Id(2)]
    public required int UserId { get; init; }

    /// <summary>What asked for it.</summary>
    [Id(3)]
    public required JobSource Source { get; init; }

    /// <summary>Inputs, tweaks and session.</summary>
    [Id(4)]
    public RunInputs Inputs { get; init; } = RunInputs.None;

    /// <summary>Variables that the request brought, by name.</summary>
    [Id(5)]
    public ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether it may have been tried before: then what had finished is read, and goes on from there.</summary>
    [Id(6)]
    public bool WasTried { get; init; }

    /// <summary>Whether it is not tried again by itself if it fails: only then its failure is said in its session.</summary>
    [Id(7)]
    public bool IsLastTry { get; init; }

    /// <summary>Whether somebody follows what happens in the flow.</summary>
    [Id(8)]
    public bool IsFollowed { get; init; }
}

/// <summary>What came of one try of a job of the queue.</summary>
[GenerateSerializer, Immutable, Alias("job-outcome")]
public sealed record JobOutcome
{
    /// <summary>How it ended.</summary>
    [Id(0)]
    public required JobEnd End { get; init; }

    /// <summary>Why it failed, in words for its owner; null where it did not.</summary>
    [Id(1)]
    public string? Error { get; init; }

    /// <summary>The vertex that failed; null where none did.</summary>
    [Id(2)]
    public string? VertexId { get; init; }

    /// <summary>Whether it may go well another time.</summary>
    [Id(3)]
    public bool MayPass { get; init; }

    /// <summary>What it gave, where its caller may ask for it.</summary>
    [Id(4)]
    public ImmutableArray<byte> Answer { get; init; }
}

/// <summary>How one try of a job ended.</summary>
public enum JobEnd
{
    /// <summary>All went well.</summary>
    Succeeded,

    /// <summary>A vertex failed, or it cannot run at all, or it took too long.</summary>
    Failed,

    /// <summary>It was to stop.</summary>
    Cancelled,

    /// <summary>Nothing can be said: the database was out of reach, or another node has the job now.</summary>
    Interrupted,
}
