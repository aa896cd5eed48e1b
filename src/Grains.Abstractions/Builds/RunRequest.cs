using System.Collections.Immutable;
using SkillFlaw.Graph.Tweaks;

namespace SkillFlaw.Grains.Builds;

/// <summary>What to run, for whom, and what the caller wants to see of it.</summary>
[GenerateSerializer, Immutable, Alias("run-request")]
public sealed record RunRequest
{
    /// <summary>The flow.</summary>
    [Id(0)]
    public required Guid FlowId { get; init; }

    /// <summary>Its version, as the caller knows it. A newer one is run where the caller is behind.</summary>
    [Id(1)]
    public long FlowVersion { get; init; }

    /// <summary>The user whose variables and files the run uses.</summary>
    [Id(2)]
    public required int UserId { get; init; }

    /// <summary>Inputs, tweaks and session.</summary>
    [Id(3)]
    public RunInputs Inputs { get; init; } = RunInputs.None;

    /// <summary>Variables that the request brings, by name. They win over stored ones.</summary>
    [Id(4)]
    public ImmutableDictionary<string, string> Variables { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The output components by id or display name, which win over <see cref="OutputType"/>; empty for none.</summary>
    [Id(5)]
    public ImmutableArray<string> OutputComponents { get; init; } = [];

    /// <summary>chat, text, any or debug: which outputs are reported.</summary>
    [Id(6)]
    public string OutputType { get; init; } = "chat";

    /// <summary>Whether the outcome has the outputs as workflows answer them, and no others.</summary>
    [Id(7)]
    public bool IsWorkflow { get; init; }

    /// <summary>Whether it may be asked again under the same job after a crash: then its messages have the same ids again.</summary>
    [Id(8)]
    public bool IsDurable { get; init; }

    /// <summary>Whether it may have been begun before: then its messages take the place of those that are there.</summary>
    [Id(9)]
    public bool WasTried { get; init; }
}
