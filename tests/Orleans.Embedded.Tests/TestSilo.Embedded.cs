namespace SkillFlaw.GrainRuntime.Tests;

public sealed partial class TestSilo
{
    static partial void UseRuntime(ISiloBuilder silo) => silo.AddMemoryStreams(Streams);
}
