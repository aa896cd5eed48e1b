using System.Reflection;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Reflection.Metadata;

namespace SkillFlaw.Conformance.Contracts;

/// <summary>
/// Finds the types of stream items. A stream's name is only text, so what it carries shows where the code names a type such as
/// <c>IAsyncStream&lt;T&gt;</c> or calls <c>GetStream&lt;T&gt;</c>: an assembly has a table of each.
/// </summary>
internal static class StreamItems
{
    public static IEnumerable<Type> In(Assembly assembly)
    {
        if (OrleansNames.IsOrleans(assembly.GetTypes()[0]))
        {
            yield break;
        }

        using var file = new PEReader(File.OpenRead(assembly.Location));
        var reader = file.GetMetadataReader();
        var types = Rows(reader, TableIndex.TypeSpec).Select(token => assembly.ManifestModule.ResolveType(token))
            .Where(type => type.Namespace == "Orleans.Streams")
            .SelectMany(type => type.GenericTypeArguments);
        foreach (var item in types)
        {
            yield return item;
        }
    }

    private static IEnumerable<int> Rows(MetadataReader reader, TableIndex table) =>
        Enumerable.Range(1, reader.GetTableRowCount(table)).Select(row => ((int)table << 24) | row);
}
