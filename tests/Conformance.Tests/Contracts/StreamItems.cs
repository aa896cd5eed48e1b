using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace SkillFlaw.Conformance.Contracts;

/// <summary>
/// Finds what travels in streams. A stream is named by a text; the type of its items shows only where code mentions a type such as
/// <c>IAsyncStream&lt;T&gt;</c> or calls a method such as <c>GetStream&lt;T&gt;</c>. An assembly has a table of each.
/// </summary>
internal static class StreamItems
{
    private const string Streams = "Orleans.Streams";

    public static IReadOnlyList<Type> In(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var reader = file.GetMetadataReader();
        var module = assembly.ManifestModule;
        var types = Resolve(reader, TableIndex.TypeSpec, module.ResolveType)
            .Where(type => type?.Namespace == Streams)
            .SelectMany(type => type!.GenericTypeArguments);
        var methods = Resolve(reader, TableIndex.MethodSpec, module.ResolveMethod)
            .Where(method => method?.DeclaringType?.Namespace == Streams || method?.Name == "GetStream")
            .SelectMany(method => method!.GetGenericArguments());
        return [.. types.Concat(methods).Where(item => !item.ContainsGenericParameters).Distinct()];
    }

    private static IEnumerable<T?> Resolve<T>(MetadataReader reader, TableIndex table, Func<int, T?> resolve)
        where T : class
    {
        for (var row = 1; row <= reader.GetTableRowCount(table); row++)
        {
            T? found;
            try
            {
                found = resolve(((int)table << 24) | row);
            }
            catch (Exception exception) when (exception is ArgumentException or BadImageFormatException)
            {
                // It mentions a type parameter, which means nothing outside of the generic code that declares it.
                continue;
            }

            yield return found;
        }
    }
}
