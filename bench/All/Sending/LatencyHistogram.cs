using System.Numerics;

namespace SkillFlaw.Bench.All.Sending;

/// <summary>Counts times in buckets that are at most 3 % wide, however many there are.</summary>
internal sealed class LatencyHistogram
{
    private const int Fine = 32;

    private readonly long[] _counts = new long[Fine * 40];
    private long _total;

    public double Longest { get; private set; }

    public void Add(double milliseconds)
    {
        Longest = Math.Max(Longest, milliseconds);
        var micros = (ulong)Math.Max(0, milliseconds * 1000);
        var shift = Math.Max(0, BitOperations.Log2(micros | 1) - BitOperations.Log2(Fine));
        _counts[Math.Min((shift * Fine) + (int)(micros >> shift), _counts.Length - 1)]++;
        _total++;
    }

    /// <summary>The time, in milliseconds, that so large a part did not exceed.</summary>
    public double At(double part)
    {
        var left = (long)Math.Ceiling(_total * part);
        for (var i = 0; i < _counts.Length; i++)
        {
            left -= _counts[i];
            if (left <= 0 && _total > 0)
            {
                // From the second power on a bucket's number has the shift in it, and starts at the half.
                var shift = i < 2 * Fine ? 0 : (i / Fine) - 1;
                return Math.Min(((ulong)(i - (shift * Fine)) << shift) / 1000.0, Longest);
            }
        }

        return 0;
    }
}
