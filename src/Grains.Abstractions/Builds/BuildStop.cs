using System.Collections.Immutable;

namespace SkillFlaw.Grains.Builds;

/// <summary>What came of a cancellation.</summary>
/// <param name="HasStopped">Whether nothing of the build runs any more. False when a component did not stop in time; it is still told to.</param>
/// <param name="HadEnded">Whether the build had come to its end before.</param>
/// <param name="Finished">The vertices that had finished: their effects stay.</param>
/// <param name="Stopped">The vertices that were running.</param>
[GenerateSerializer, Immutable, Alias("build-stop")]
public sealed record BuildStop(
    [property: Id(0)] bool HasStopped,
    [property: Id(1)] bool HadEnded,
    [property: Id(2)] ImmutableArray<string> Finished,
    [property: Id(3)] ImmutableArray<string> Stopped);
