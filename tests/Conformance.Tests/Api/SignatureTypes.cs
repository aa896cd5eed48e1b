using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace SkillFlaw.Conformance.Api;

/// <summary>Decodes the types of signatures and of attribute arguments. The context is the names of type parameters.</summary>
internal sealed class SignatureTypes(string hiddenPrefix)
    : ISignatureTypeProvider<SignatureType, GenericNames>, ICustomAttributeTypeProvider<SignatureType>
{
    private const byte ValueTypeKind = 0x11;

    /// <summary>The full name of a type; empty for none and for a constructed one.</summary>
    public static string FullName(MetadataReader reader, EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition when !handle.IsNil => FullName(reader, (TypeDefinitionHandle)handle),
        HandleKind.TypeReference => FullName(reader, (TypeReferenceHandle)handle),
        _ => "",
    };

    private static string FullName(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var outer = type.GetDeclaringType();
        return outer.IsNil
            ? Join(reader.GetString(type.Namespace), reader.GetString(type.Name))
            : $"{FullName(reader, outer)}+{reader.GetString(type.Name)}";
    }

    private static string FullName(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return type.ResolutionScope.Kind is HandleKind.TypeReference
            ? $"{FullName(reader, (TypeReferenceHandle)type.ResolutionScope)}+{reader.GetString(type.Name)}"
            : Join(reader.GetString(type.Namespace), reader.GetString(type.Name));
    }

    private static string Join(string @namespace, string name) => @namespace.Length == 0 ? name : $"{@namespace}.{name}";

    public string Shown(string fullName) =>
        hiddenPrefix.Length > 0 && fullName.StartsWith(hiddenPrefix, StringComparison.Ordinal) ? fullName[hiddenPrefix.Length..] : fullName;

    public SignatureType GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) =>
        new(Shown(FullName(reader, handle)), rawTypeKind != ValueTypeKind);

    public SignatureType GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) =>
        new(Shown(FullName(reader, handle)), rawTypeKind != ValueTypeKind);

    public SignatureType GetTypeFromSpecification(
        MetadataReader reader, GenericNames genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public SignatureType GetPrimitiveType(PrimitiveTypeCode typeCode) =>
        new($"System.{typeCode}", typeCode is PrimitiveTypeCode.String or PrimitiveTypeCode.Object);

    public SignatureType GetGenericInstantiation(SignatureType genericType, ImmutableArray<SignatureType> typeArguments) =>
        genericType with { Arguments = typeArguments, HasMark = genericType.Name != "System.Nullable`1" };

    public SignatureType GetGenericTypeParameter(GenericNames genericContext, int index) => new(genericContext.OfType[index], true);

    public SignatureType GetGenericMethodParameter(GenericNames genericContext, int index) => new(genericContext.OfMethod[index], true);

    public SignatureType GetSZArrayType(SignatureType elementType) => new("", true) { Arguments = [elementType], Suffix = "[]" };

    public SignatureType GetArrayType(SignatureType elementType, ArrayShape shape) =>
        new("", true) { Arguments = [elementType], Suffix = $"[{new string(',', shape.Rank - 1)}]" };

    public SignatureType GetByReferenceType(SignatureType elementType) => new("", false) { Arguments = [elementType], Suffix = "&" };

    public SignatureType GetPointerType(SignatureType elementType) => new("", true) { Arguments = [elementType], Suffix = "*" };

    public SignatureType GetModifiedType(SignatureType modifier, SignatureType unmodifiedType, bool isRequired) =>
        unmodifiedType with { Modifier = modifier.Name };

    public SignatureType GetPinnedType(SignatureType elementType) => elementType;

    public SignatureType GetFunctionPointerType(MethodSignature<SignatureType> signature) => new("delegate*", true);

    public SignatureType GetSystemType() => new("System.Type", true);

    public SignatureType GetTypeFromSerializedName(string name) => new(name, true);

    public bool IsSystemType(SignatureType type) => type.Name == "System.Type";

    // Every enum that is read from an attribute here (AttributeTargets) is an int.
    public PrimitiveTypeCode GetUnderlyingEnumType(SignatureType type) => PrimitiveTypeCode.Int32;
}
