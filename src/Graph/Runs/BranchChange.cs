namespace SkillFlaw.Graph.Runs;

/// <summary>What a vertex may do to the branches behind its outputs (flow-format section 13).</summary>
public enum BranchAction
{
    /// <summary>All that can be reached through the output does not run.</summary>
    Stop,

    /// <summary>The reverse of <see cref="Stop"/>.</summary>
    Start,

    /// <summary>As <see cref="Stop"/>, and instead of what the same vertex has excluded before.</summary>
    Exclude,

    /// <summary>What the vertex has excluded may run again. The output does not count.</summary>
    ClearExclusions,
}

/// <summary>One such decision of a vertex that has run.</summary>
[GenerateSerializer, Immutable, Alias("branch-change")]
public sealed record BranchChange([property: Id(0)] BranchAction Action, [property: Id(1)] string Output);
