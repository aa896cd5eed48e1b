using SkillFlaw.Graph.Conversions;

namespace SkillFlaw.Graph.Wire;

/// <summary>How the editor is told the time that a vertex took (semantics section 4.7).</summary>
internal static class BuildDuration
{
    /// <summary><c>15 ms</c>, <c>1.23 seconds</c>, <c>1 minute, 2.5 seconds</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
        {
            return $"{(long)Math.Round(duration.TotalMilliseconds)} ms";
        }

        if (duration < TimeSpan.FromMinutes(1))
        {
            return Seconds(duration);
        }

        var minutes = duration.Ticks / TimeSpan.TicksPerMinute;
        var rest = TimeSpan.FromTicks(duration.Ticks % TimeSpan.TicksPerMinute);
        return $"{minutes} {(minutes == 1 ? "minute" : "minutes")}, {Seconds(rest)}";
    }

    private static string Seconds(TimeSpan duration)
    {
        var seconds = Math.Round(duration.TotalSeconds, 2);
        return $"{PythonText.Str(seconds)} {(seconds == 1 ? "second" : "seconds")}";
    }
}
