namespace SkillFlaw.Bench.All.Processes;

/// <summary>What a server has used: its own CPU time, that of its PostgreSQL, and the bytes that it has allocated.</summary>
internal readonly record struct Usage(TimeSpan Cpu, TimeSpan DatabaseCpu, long Allocated)
{
    public static Usage operator -(Usage after, Usage before) =>
        new(after.Cpu - before.Cpu, after.DatabaseCpu - before.DatabaseCpu, after.Allocated - before.Allocated);
}
