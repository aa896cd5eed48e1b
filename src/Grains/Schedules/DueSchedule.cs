using SkillFlaw.Storage.Schedules;

namespace SkillFlaw.Grains.Schedules;

/// <summary>A schedule whose time has come.</summary>
/// <param name="Schedule">The schedule.</param>
/// <param name="FlowVersion">The version of the flow; null where it is gone.</param>
/// <param name="IsOwnerActive">Whether its owner may do anything; null where the owner is gone.</param>
internal sealed record DueSchedule(FlowSchedule Schedule, long? FlowVersion, bool? IsOwnerActive);
