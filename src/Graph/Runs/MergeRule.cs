namespace SkillFlaw.Graph.Runs;

/// <summary>What becomes of a vertex where the branches of a router meet again, when only one of them runs.</summary>
public enum MergeRule
{
    /// <summary>It does not run, as in Langflow 1.8: what a stopped output leads to is stopped.</summary>
    StopsWithAnyBranch,

    /// <summary>It runs with what the living branch gives, as in later versions.</summary>
    RunsWithLivingBranch,
}
