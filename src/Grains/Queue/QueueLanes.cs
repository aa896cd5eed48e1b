namespace SkillFlaw.Grains.Queue;

/// <summary>The jobs of one flow that have not ended. The first of those that wait for their turn are at hand, the others in the database.</summary>
/// <param name="tenant">Whose flow it is.</param>
/// <param name="flowId">The flow.</param>
internal sealed class FlowLane(TenantLanes tenant, Guid flowId) : RingMember
{
    private readonly LinkedList<QueueItem> _atHand = [];
    private int _away;
    private int _behind;
    private int _waiting;

    /// <summary>Whose flow it is.</summary>
    public TenantLanes Tenant => tenant;

    /// <summary>The flow.</summary>
    public Guid FlowId => flowId;

    /// <summary>How many jobs are at hand.</summary>
    public int AtHand => _atHand.Count;

    /// <summary>How many are being stored, run, or are at their end.</summary>
    public int Away
    {
        get => _away;
        set => Set(ref _away, value);
    }

    /// <summary>About how many more wait for their turn in the database.</summary>
    public int Behind
    {
        get => _behind;
        set => Set(ref _behind, value);
    }

    /// <summary>About how many wait there for their next try.</summary>
    public int Waiting
    {
        get => _waiting;
        set => Set(ref _waiting, value);
    }

    /// <summary>How many of all these there are.</summary>
    public int Queued => AtHand + Away + Behind + Waiting;

    /// <summary>How many jobs were left in the database so far: tells whether one was while the others were being read.</summary>
    public long LeftBehind { get; set; }

    /// <summary>From which position on jobs may be in the database and in nobody's hands.</summary>
    public long ReadFrom { get; set; }

    /// <summary>Whether more are being read.</summary>
    public bool IsReading { get; set; }

    /// <summary>The jobs that were let go of since the reading began: what is read may say that they have not ended.</summary>
    public HashSet<Guid> GoneMeanwhile { get; } = [];

    /// <summary>Puts a job into the line.</summary>
    public void Line(QueueItem item, bool isFirst)
    {
        item.Place = isFirst ? _atHand.AddFirst(item) : _atHand.AddLast(item);
        tenant.Count(1);
        tenant.Ready.Add(this);
    }

    /// <summary>The first job in the line.</summary>
    public QueueItem First => _atHand.First!.Value;

    /// <summary>Takes a job out of the line.</summary>
    public void TakeOut(QueueItem item)
    {
        _atHand.Remove(item.Place!);
        item.Place = null;
        tenant.Count(-1);
    }

    private void Set(ref int field, int value)
    {
        value = Math.Max(0, value);
        tenant.Count(value - field);
        field = value;
    }
}

/// <summary>The flows of one tenant that have jobs.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="totals">Counts the jobs of all tenants.</param>
internal sealed class TenantLanes(Guid tenantId, QueueTotals totals) : RingMember
{
    /// <summary>The tenant.</summary>
    public Guid TenantId => tenantId;

    /// <summary>All of its flows that have jobs, also if none of them is at hand.</summary>
    public Dictionary<Guid, FlowLane> Flows { get; } = [];

    /// <summary>Those with a job at hand.</summary>
    public DeficitRing<FlowLane> Ready { get; } = new();

    /// <summary>How many jobs of it have not ended.</summary>
    public int Queued { get; private set; }

    /// <summary>How many of its jobs run.</summary>
    public int Running { get; set; }

    /// <summary>When it is let in again, after its gate was closed: a timestamp of the clock.</summary>
    public long ClosedUntil { get; set; } = long.MinValue;

    /// <summary>There are more jobs, or fewer.</summary>
    public void Count(int change)
    {
        Queued += change;
        totals.Queued += change;
    }

    /// <summary>The lane of a flow.</summary>
    public FlowLane LaneOf(Guid flowId)
    {
        if (!Flows.TryGetValue(flowId, out var lane))
        {
            Flows.Add(flowId, lane = new FlowLane(this, flowId));
        }

        return lane;
    }
}

/// <summary>Counts the jobs of all tenants.</summary>
internal sealed class QueueTotals
{
    /// <summary>How many have not ended.</summary>
    public int Queued { get; set; }
}
