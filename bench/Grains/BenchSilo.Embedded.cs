namespace SkillFlaw.Bench.Grains;

internal static class BenchSilo
{
    internal const string Runtime = "embedded";

    internal static void Use(ISiloBuilder silo) => silo.AddMemoryStreams(GrainBenchmark.Streams);
}
