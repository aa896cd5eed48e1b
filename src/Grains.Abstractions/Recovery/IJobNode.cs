namespace SkillFlaw.Grains.Recovery;

/// <summary>This process as one that executes jobs, which it may as long as others know that it lives.</summary>
public interface IJobNode
{
    /// <summary>Its name, another one after each start.</summary>
    Guid Id { get; }

    /// <summary>After so long without a sign of life, others take a node's jobs over.</summary>
    TimeSpan TakeOverAfter { get; }

    /// <summary>Cancelled when the node may not execute jobs any more, because others may have taken them over.</summary>
    CancellationToken Lease { get; }
}
