using System.ComponentModel.DataAnnotations;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>Limits of workflows.</summary>
internal sealed class WorkflowOptions
{
    /// <summary>How long a caller may wait for a workflow; what takes longer is for the background.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(5);
}
