namespace SkillFlaw.Silo;

public static partial class SiloHosting
{
    // One process: there is nothing to say.
    private static partial void UseRuntime(ISiloBuilder silo)
    {
    }
}
