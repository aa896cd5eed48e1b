namespace SkillFlaw.Grains.Tenants;

/// <summary>
/// One tenant: shares out how many runs it may have at once among the nodes. The key is the tenant's id in the format "N". Nodes ask for
/// permits in blocks (<see cref="ITenantGate"/>), so that this grain is in no run's way.
/// </summary>
/// <remarks>
/// The grants that have not run out are together never more than the limit, with one exception: what a node says is running counts as
/// granted, whatever others hold. That happens when a node comes too late to renew, or when this grain, which keeps its state in memory
/// only, has moved or come back from a crash: it then hears of each node with that node's next renewal. Until all have renewed, which takes
/// a third of a lease, and a lease at most, the grants may be up to twice the limit; after that they are no more than the limit, or than
/// what runs where that is more.
/// </remarks>
[Alias("tenant")]
public interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>
    /// Replaces what a node was granted before. Never less than <paramref name="inUse"/>: what runs, runs. Never more than
    /// <paramref name="wanted"/> beside that, and less where others hold permits or have a right to some: so zero gives back all that are
    /// not in use.
    /// </summary>
    /// <param name="node">The node's name, another one after each start.</param>
    /// <param name="inUse">How many of the tenant's runs it has now. It must not start more before it has the answer.</param>
    /// <param name="wanted">How many it would like to have at once, those in use included.</param>
    [Alias("renew"), ResponseTimeout("00:00:03")]
    Task<PermitGrant> Renew(string node, int inUse, int wanted);

    /// <summary>Counts the tokens that were taken on a node, and says what holds there from now on.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="tokens">How many, since it said so last. They are counted when this ends.</param>
    [Alias("report"), ResponseTimeout("00:00:03")]
    Task<TenantTerms> Report(string node, long tokens);
}
