using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace SkillFlaw.Grains.Builds;

/// <summary>A part of a build's events, in order and without gaps.</summary>
/// <param name="Batches">What there is; empty when nothing new has come in time.</param>
/// <param name="HasEnded">Whether the last event of the build is among them or was before them.</param>
/// <param name="AreStored">Whether those that were asked for are not at hand any more, and must be read from the database.</param>
[GenerateSerializer, Immutable, Alias("build-events")]
public sealed record BuildEvents(
    [property: Id(0)] ImmutableArray<BuildEventBatch> Batches, [property: Id(1)] bool HasEnded, [property: Id(2)] bool AreStored = false);

/// <summary>Events that were stored together.</summary>
/// <param name="Last">The number of the last one; events of a build count from 1.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Lines">JSON objects, each followed by a line break.</param>
[GenerateSerializer, Immutable, Alias("build-event-batch")]
public sealed record BuildEventBatch([property: Id(0)] long Last, [property: Id(1)] int Count, [property: Id(2)] ImmutableArray<byte> Lines)
{
    /// <summary>The number of the first one.</summary>
    public long First => Last - Count + 1;

    /// <summary>Batches of stored entries: each with the number of its last event, and its lines. Those before a number are left out.</summary>
    public static IEnumerable<BuildEventBatch> Of(long after, IEnumerable<(long Last, byte[] Lines)> entries) => entries
        .Where(entry => entry.Lines.Length > 0 && entry.Last > after)
        .Select(entry => new BuildEventBatch(
            entry.Last, entry.Lines.AsSpan().Count((byte)'\n'), ImmutableCollectionsMarshal.AsImmutableArray(entry.Lines)).After(after));

    /// <summary>Only those after a number; itself where that is all.</summary>
    public BuildEventBatch After(long number)
    {
        if (number < First)
        {
            return this;
        }

        var rest = Lines.AsSpan();
        for (var skipped = number - First + 1; skipped > 0; skipped--)
        {
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        return new BuildEventBatch(Last, (int)(Last - number), [.. rest]);
    }
}
