using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>A file that is to be read.</summary>
/// <param name="Path">Where it is in the file store.</param>
/// <param name="Fields">What came along with the path and stays with the text.</param>
/// <param name="IsHandedOver">Whether another component gave it, so that it may be deleted when it has been read.</param>
internal sealed record FileSource(string Path, ObjectValue Fields, bool IsHandedOver);
