using System.Buffers.Binary;

namespace SkillFlaw.WebApi.Webhooks;

/// <summary>
/// The signatures that this node has taken, for as long as they would be taken again. What it remembers of a flow is bounded: beyond that, the
/// oldest are forgotten and everything from their time is refused, so that the window becomes shorter and no signature is taken twice.
/// </summary>
internal sealed class SeenSignatures(TimeProvider clock, int mostOfFlow = 8_192, int most = 1_000_000)
{
    private const int SweepPeriod = 4_096;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Flow> _flows = [];
    private int _count;
    private int _untilSweep = SweepPeriod;

    /// <summary>Notes a signature that is right and in time.</summary>
    /// <param name="flowId">The flow.</param>
    /// <param name="signature">The signature, 32 bytes.</param>
    /// <param name="sentAt">The time that was signed.</param>
    /// <param name="tolerance">How many seconds that may be away.</param>
    public Admission Admit(Guid flowId, ReadOnlySpan<byte> signature, long sentAt, int tolerance)
    {
        var key = new Key(BinaryPrimitives.ReadUInt128BigEndian(signature), BinaryPrimitives.ReadUInt128BigEndian(signature[16..]));
        lock (_lock)
        {
            if (--_untilSweep <= 0)
            {
                Sweep();
            }

            if (!_flows.TryGetValue(flowId, out var flow))
            {
                _flows.Add(flowId, flow = new Flow());
            }

            if (sentAt <= flow.RefusedUntil)
            {
                return Admission.TooOld;
            }

            if (!flow.Seen.Add(key))
            {
                return Admission.Repeated;
            }

            flow.ByEnd.Enqueue((key, sentAt), sentAt + tolerance);
            _count++;
            Shorten(flow, mostOfFlow);
            if (_count > most)
            {
                Sweep();
                while (_count > most)
                {
                    var largest = _flows.Values.MaxBy(each => each.ByEnd.Count)!;
                    Shorten(largest, largest.ByEnd.Count / 2);
                }
            }

            return Admission.New;
        }
    }

    /// <summary>What came with a signature was not taken after all: it may come again.</summary>
    public void Forget(Guid flowId, ReadOnlySpan<byte> signature)
    {
        var key = new Key(BinaryPrimitives.ReadUInt128BigEndian(signature), BinaryPrimitives.ReadUInt128BigEndian(signature[16..]));
        lock (_lock)
        {
            // Its place in the line stays, and counts, until its time is over.
            _flows.GetValueOrDefault(flowId)?.Seen.Remove(key);
        }
    }

    // Signatures that nobody would take any more need not be known.
    private void Sweep()
    {
        _untilSweep = SweepPeriod;
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (var (flowId, flow) in _flows.ToArray())
        {
            while (flow.ByEnd.TryPeek(out var first, out var end) && end < now)
            {
                flow.ByEnd.Dequeue();
                flow.Seen.Remove(first.Key);
                _count--;
            }

            if (flow.ByEnd.Count == 0 && flow.RefusedUntil < now - SignedWebhook.LongestTolerance)
            {
                _flows.Remove(flowId);
            }
        }
    }

    private void Shorten(Flow flow, int length)
    {
        while (flow.ByEnd.Count > length)
        {
            var first = flow.ByEnd.Dequeue();
            flow.Seen.Remove(first.Key);
            flow.RefusedUntil = Math.Max(flow.RefusedUntil, first.SentAt);
            _count--;
        }
    }

    private readonly record struct Key(UInt128 High, UInt128 Low);

    private sealed class Flow
    {
        public HashSet<Key> Seen { get; } = [];

        public PriorityQueue<(Key Key, long SentAt), long> ByEnd { get; } = new();

        public long RefusedUntil { get; set; } = long.MinValue;
    }
}

/// <summary>What becomes of a signature that is right.</summary>
internal enum Admission
{
    /// <summary>It is the first time.</summary>
    New,

    /// <summary>It was here before.</summary>
    Repeated,

    /// <summary>It is from a time of which this node does not know any more what was here.</summary>
    TooOld,
}
