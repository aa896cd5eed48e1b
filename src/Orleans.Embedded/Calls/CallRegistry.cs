namespace Orleans.Runtime;

/// <summary>
/// The calls that have no answer yet, so that each gets one: by its time limit, when the silo stops, or when it is found to wait for
/// itself. Most calls are answered within microseconds, so a call is first noted in a ring, at the price of two atomic operations; only
/// one that is still open when its place is needed again moves to the list of long ones.
/// </summary>
internal sealed class CallRegistry
{
    private const int RingSize = 512;

    private readonly Ring[] _rings;
    private readonly int _mask;
    private readonly Lock _gate = new();
    private List<GrainRequest> _long = [];
    private List<GrainRequest> _spare = [];

    internal CallRegistry()
    {
        var count = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);
        _mask = count - 1;
        _rings = [.. Enumerable.Range(0, count).Select(_ => new Ring())];
    }

    internal void Add(GrainRequest request)
    {
        var ring = _rings[Thread.GetCurrentProcessorId() & _mask];
        var place = Interlocked.Increment(ref ring.Next) & (RingSize - 1);
        if (Interlocked.Exchange(ref ring.Requests[place], request) is { IsAnswered: false } open)
        {
            lock (_gate)
            {
                _long.Add(open);
            }
        }
    }

    /// <summary>Visits every open call and forgets the answered ones.</summary>
    internal void Sweep(Action<GrainRequest> visit)
    {
        foreach (var ring in _rings)
        {
            for (var i = 0; i < RingSize; i++)
            {
                var request = Volatile.Read(ref ring.Requests[i]);
                if (request is { IsAnswered: true })
                {
                    Interlocked.CompareExchange(ref ring.Requests[i], null, request);
                }
                else if (request is not null)
                {
                    visit(request);
                }
            }
        }

        List<GrainRequest> taken;
        lock (_gate)
        {
            (taken, _long, _spare) = (_long, _spare, []);
        }

        taken.RemoveAll(static request => request.IsAnswered);
        taken.ForEach(visit);
        lock (_gate)
        {
            taken.AddRange(_long);
            _long.Clear();
            (_long, _spare) = (taken, _long);
        }
    }

    private sealed class Ring
    {
        internal readonly GrainRequest?[] Requests = new GrainRequest?[RingSize];
        internal int Next;
    }
}
