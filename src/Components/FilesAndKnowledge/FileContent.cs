using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>A file that has been fetched.</summary>
/// <param name="Path">Where it is; within a bundle, the path of the bundle and the name in it.</param>
/// <param name="Bytes">All of it.</param>
/// <param name="Fields">What came along with the path.</param>
internal sealed record FileContent(string Path, ReadOnlyMemory<byte> Bytes, ObjectValue Fields);
