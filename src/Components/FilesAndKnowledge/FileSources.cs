using System.Collections.Immutable;
using SkillFlaw.Components.Binding;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.FilesAndKnowledge;

/// <summary>Finds out which files another component has named.</summary>
internal static class FileSources
{
    /// <summary>The field of a record that has the path.</summary>
    public const string PathField = "file_path";

    /// <summary>A file that the user has named.</summary>
    public static FileSource Of(string path) => new(path, ObjectValue.Empty, IsHandedOver: false);

    /// <summary>The files that records and messages name.</summary>
    /// <exception cref="ComponentException">One names none.</exception>
    public static IEnumerable<FileSource> Of(ImmutableArray<FlowValue> values, bool ignoresUnspecified, bool isSilent)
    {
        foreach (var value in values)
        {
            var fields = value switch
            {
                Message message => FlowValue.Of((PathField, FlowValue.Of(message.Text))),
                Data data => data.Fields,
                _ => null,
            };
            if (fields?.Find(PathField) is TextValue { Value: { Length: > 0 } path })
            {
                yield return new FileSource(path, fields, IsHandedOver: true);
            }
            else if (!isSilent && fields is null)
            {
                throw new ComponentException($"Expected Data object in file_path but got {InputCoercion.PythonType(value)}.");
            }
            else if (!isSilent && !ignoresUnspecified)
            {
                throw new ComponentException($"Data object missing '{PathField}' property.");
            }
        }
    }
}
