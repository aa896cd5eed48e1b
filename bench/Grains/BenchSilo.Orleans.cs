namespace SkillFlaw.Bench.Grains;

internal static class BenchSilo
{
    internal const string Runtime = "Microsoft Orleans";

    internal static void Use(ISiloBuilder silo)
    {
        silo.UseLocalhostClustering();
        silo.AddMemoryGrainStorage("PubSubStore");
        silo.AddMemoryStreams(GrainBenchmark.Streams);
    }
}
