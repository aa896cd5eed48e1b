namespace SkillFlaw.Graph.Runs;

/// <summary>What asked for a run that nobody waits for.</summary>
public enum JobSource
{
    /// <summary>A webhook: the request is the body.</summary>
    Webhook,

    /// <summary>A workflow in the background: the request is its JSON.</summary>
    Workflow,

    /// <summary>A schedule: the request is the body for the flow's webhook.</summary>
    Schedule,
}
