using System.Collections.Immutable;

namespace SkillFlaw.Graph;

/// <summary>What runs once for each item of a loop (flow-format section 13.5).</summary>
/// <param name="ItemOutputs">The outputs that give the items: those that edges may end on.</param>
/// <param name="Members">
/// The vertices behind those outputs, up to the loop and without what comes after it, or a loop around it, is done. Ascending.
/// </param>
/// <param name="Feedback">The vertices whose edges lead back into the loop. Ascending.</param>
/// <param name="LoopsBefore">
/// The loops in the body, and those that it needs. While one of them is not done, what comes after it only seems to be stopped.
/// </param>
public sealed record LoopBody(
    ImmutableArray<string> ItemOutputs, ImmutableArray<int> Members, ImmutableArray<int> Feedback, ImmutableArray<int> LoopsBefore)
{
    /// <summary>Whether a vertex is part of the body.</summary>
    public bool Holds(int vertex) => Members.BinarySearch(vertex) >= 0;
}
