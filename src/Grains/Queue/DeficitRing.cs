namespace SkillFlaw.Grains.Queue;

/// <summary>
/// Takes turns by deficit round robin: each member with work gets the same amount of it in the long run, however much it asks for and
/// whatever its pieces cost. Not thread safe.
/// </summary>
/// <typeparam name="T">Who takes turns.</typeparam>
internal sealed class DeficitRing<T>
    where T : RingMember
{
    // What a member gets with each turn, in milliseconds of work. Pieces that cost less are done together in one turn.
    private const double Quantum = 10;

    // The dearest piece waits no longer than for two rounds of the others.
    private const double Dearest = 2 * Quantum;

    private readonly LinkedList<T> _members = [];

    /// <summary>How many members have work.</summary>
    public int Count => _members.Count;

    /// <summary>A member has work now. Does nothing if it had before.</summary>
    public void Add(T member)
    {
        if (!member.IsInRing)
        {
            member.IsInRing = true;
            member.Deficit = 0;
            _members.AddLast(member);
        }
    }

    /// <summary>Whose turn it is, and takes what it costs from what the member may do.</summary>
    /// <param name="costOf">What the next piece of a member costs, in milliseconds; null when it has none, and leaves.</param>
    /// <param name="mayNow">Whether a member may do something at this moment. One that may not is passed over.</param>
    /// <returns>Null when nobody may do anything.</returns>
    public T? Next(Func<T, double?> costOf, Func<T, bool> mayNow)
    {
        var passed = 0;
        while (_members.First is { } first && passed < _members.Count)
        {
            var member = first.Value;
            if (costOf(member) is not { } cost)
            {
                _members.RemoveFirst();
                member.IsInRing = false;
                continue;
            }

            if (!mayNow(member))
            {
                passed++;
                MoveOn(first);
                continue;
            }

            cost = Math.Min(cost, Dearest);
            if (member.Deficit >= cost)
            {
                member.Deficit -= cost;
                return member;
            }

            passed = 0;
            member.Deficit += Quantum;
            MoveOn(first);
        }

        return null;
    }

    /// <summary>Everybody leaves.</summary>
    public void Clear() => _members.Clear();

    private void MoveOn(LinkedListNode<T> first)
    {
        _members.RemoveFirst();
        _members.AddLast(first);
    }
}

/// <summary>Who takes turns in a <see cref="DeficitRing{T}"/>.</summary>
internal abstract class RingMember
{
    /// <summary>What it may still do, in milliseconds of work.</summary>
    internal double Deficit { get; set; }

    /// <summary>Whether it waits for its turn.</summary>
    internal bool IsInRing { get; set; }

    /// <summary>What a piece of work costs, in milliseconds, as the latest have shown. Who has never worked is taken for cheap.</summary>
    internal double Cost { get; private set; } = 1;

    /// <summary>A piece of work took so long.</summary>
    internal void Learn(TimeSpan duration) => Cost += (Math.Max(0.1, duration.TotalMilliseconds) - Cost) / 8;
}
