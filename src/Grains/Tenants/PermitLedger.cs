namespace SkillFlaw.Grains.Tenants;

/// <summary>Who holds how many of a tenant's permits, and until when. Not thread safe.</summary>
/// <param name="limit">How many there are.</param>
/// <param name="lease">For how long a grant holds.</param>
internal sealed class PermitLedger(int limit, TimeSpan lease)
{
    /// <summary>How many there are. With fewer than are out, those that are in use stay.</summary>
    public int Limit { get; set; } = limit;

    // A node that got less than it wants is in here too, with the right to its share: for a lease, if it does not ask again.
    private readonly Dictionary<string, Node> _nodes = [];

    /// <summary>What a node is granted from now on.</summary>
    public int Renew(string name, int inUse, int wanted, TimeSpan now)
    {
        foreach (var (other, node) in _nodes)
        {
            if (node.LeaseEnd <= now)
            {
                _nodes.Remove(other);
            }
        }

        inUse = Math.Max(0, inUse);
        wanted = Math.Max(inUse, wanted);
        var held = _nodes.TryGetValue(name, out var before) ? before.Permits : 0;
        var free = Limit - _nodes.Values.Sum(node => (long)node.Permits) + held;
        var asking = new Node(name, held, inUse, wanted, now + lease);
        _nodes[name] = asking;

        var granted = (int)Math.Max(inUse, Math.Min(ShareOf(asking), free));
        if (wanted == 0)
        {
            _nodes.Remove(name);
        }
        else
        {
            _nodes[name] = asking with { Permits = granted };
        }

        return granted;
    }

    // Everybody gets what it wants up to one level, and keeps what is in use above it; the level is as high as the Limit allows.
    private int ShareOf(Node asking)
    {
        if (AtLevel(Limit) <= Limit)
        {
            return asking.Wanted;
        }

        var (level, tooHigh) = (0, Limit);
        while (tooHigh - level > 1)
        {
            var middle = level + ((tooHigh - level) / 2);
            (level, tooHigh) = AtLevel(middle) <= Limit ? (middle, tooHigh) : (level, middle);
        }

        // What is left over goes to those who hold least, one each: with fewer permits than nodes, it goes round.
        var rest = (int)Math.Max(0, Limit - AtLevel(level));
        var isLucky = _nodes.Values
            .Where(node => node.Wanted > level && node.InUse <= level)
            .OrderBy(node => node.Permits)
            .ThenBy(node => node.Name, StringComparer.Ordinal)
            .Take(rest)
            .Contains(asking);
        return Math.Min(asking.Wanted, isLucky ? level + 1 : level);
    }

    private long AtLevel(int level) => _nodes.Values.Sum(node => (long)Math.Max(node.InUse, Math.Min(node.Wanted, level)));

    private sealed record Node(string Name, int Permits, int InUse, int Wanted, TimeSpan LeaseEnd);
}
