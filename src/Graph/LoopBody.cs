using System.Collections.Immutable;

namespace SkillFlaw.Graph;

/// <summary>What runs once for each item of a loop (flow-format section 13.5).</summary>
/// <param name="ItemOutputs">The outputs that give the items: those that edges may end on.</param>
/// <param name="Members">The vertices behind those outputs, up to the loop and without what comes after it is done.</param>
/// <param name="Feedback">The vertices whose edges lead back into the loop.</param>
public sealed record LoopBody(ImmutableArray<string> ItemOutputs, ImmutableArray<int> Members, ImmutableArray<int> Feedback);
