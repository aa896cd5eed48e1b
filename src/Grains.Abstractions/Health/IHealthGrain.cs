namespace SkillFlaw.Grains.Health;

/// <summary>Shows that grains answer on the node that asks. The key is "health".</summary>
[Alias("health")]
public interface IHealthGrain : IGrainWithStringKey
{
    /// <summary>Does nothing. An answer means that the grain runtime works, and has threads to work with.</summary>
    [Alias("beat"), ResponseTimeout("00:00:05")]
    Task Beat();
}
