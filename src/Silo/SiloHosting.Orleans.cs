namespace SkillFlaw.Silo;

public static partial class SiloHosting
{
    private static partial void UseRuntime(ISiloBuilder silo) => silo.UseLocalhostClustering();
}
