using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SkillFlaw.Conformance.Api;

/// <summary>Reads the public types of an assembly file. The assembly is never loaded.</summary>
internal static class ApiAssembly
{
    /// <param name="path">The file.</param>
    /// <param name="prefix">Reads only what begins with it, and leaves it out of every name.</param>
    public static IReadOnlyDictionary<string, ApiType> Read(string path, string prefix = "")
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        var names = new SignatureTypes(prefix);
        return reader.TypeDefinitions
            .Where(handle => IsVisible(reader, handle))
            .Where(handle => SignatureTypes.FullName(reader, handle).StartsWith(prefix, StringComparison.Ordinal))
            .Select(handle => new ApiTypeReader(reader, names, handle).Read())
            .ToDictionary(type => type.Name);
    }

    private static bool IsVisible(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        return (type.Attributes & TypeAttributes.VisibilityMask) switch
        {
            TypeAttributes.Public => true,
            TypeAttributes.NestedPublic or TypeAttributes.NestedFamily or TypeAttributes.NestedFamORAssem =>
                IsVisible(reader, type.GetDeclaringType()),
            _ => false,
        };
    }
}
