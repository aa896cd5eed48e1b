namespace SkillFlaw.Grains.Builds;

/// <summary>Another process executes the build, or has: what this one still does for it does not count.</summary>
internal sealed class BuildLostException(Exception? cause = null) : Exception("Another process executes the build.", cause);
