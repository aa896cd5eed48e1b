namespace SkillFlaw.Graph;

/// <summary>An edge of a compiled flow.</summary>
/// <param name="Index">Its place in <see cref="FlowGraph.Edges"/>.</param>
/// <param name="Source">The index of the vertex that gives.</param>
/// <param name="SourceOutput">The name of its output.</param>
/// <param name="Target">The index of the vertex that takes.</param>
/// <param name="TargetField">The name of its field, or of its output for <paramref name="IsFeedback"/>.</param>
/// <param name="IsFeedback">Whether it ends on an output: the way back into a loop.</param>
/// <param name="InCycle">Whether both ends lie on a common cycle.</param>
public sealed record Edge(int Index, int Source, string SourceOutput, int Target, string TargetField, bool IsFeedback, bool InCycle);
