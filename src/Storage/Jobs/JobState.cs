namespace SkillFlaw.Storage.Jobs;

/// <summary>How far a job is.</summary>
public enum JobState
{
    /// <summary>Accepted, and not yet at its end.</summary>
    Running,

    /// <summary>To be stopped; what runs of it is told so.</summary>
    Cancelling,

    /// <summary>At its end, and nothing failed.</summary>
    Succeeded,

    /// <summary>At its end, and something failed.</summary>
    Failed,

    /// <summary>Stopped before its end: nothing of it runs any more.</summary>
    Cancelled,
}
