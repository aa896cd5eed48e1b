using System.Reflection;
using System.Reflection.Metadata;

namespace SkillFlaw.Conformance.Api;

/// <summary>Renders type parameters: <c>&lt;in T&gt;</c> and <c>where T : class, new()</c>.</summary>
internal sealed class GenericParameters(MetadataReader reader, SignatureTypes types, GenericNames scope)
{
    public static string[] Names(MetadataReader reader, GenericParameterHandleCollection parameters) =>
        [.. parameters.Select(parameter => reader.GetString(reader.GetGenericParameter(parameter).Name))];

    public static SignatureType Decode(MetadataReader reader, SignatureTypes types, EntityHandle type, GenericNames scope) => type.Kind switch
    {
        HandleKind.TypeDefinition => types.GetTypeFromDefinition(reader, (TypeDefinitionHandle)type, 0),
        HandleKind.TypeReference => types.GetTypeFromReference(reader, (TypeReferenceHandle)type, 0),
        _ => types.GetTypeFromSpecification(reader, scope, (TypeSpecificationHandle)type, 0),
    };

    public string List(GenericParameterHandleCollection parameters) =>
        parameters.Count == 0 ? "" : $"<{string.Join(", ", parameters.Select(reader.GetGenericParameter).Select(Declared))}>";

    public string Constraints(GenericParameterHandleCollection parameters) =>
        string.Concat(parameters.Select(reader.GetGenericParameter).Select(Constraint));

    private string Declared(GenericParameter parameter) => (parameter.Attributes & GenericParameterAttributes.VarianceMask) switch
    {
        GenericParameterAttributes.Covariant => "out ",
        GenericParameterAttributes.Contravariant => "in ",
        _ => "",
    } + reader.GetString(parameter.Name);

    private string Constraint(GenericParameter parameter)
    {
        string[] all =
        [
            .. Flag(parameter, GenericParameterAttributes.ReferenceTypeConstraint, "class"),
            .. Flag(parameter, GenericParameterAttributes.NotNullableValueTypeConstraint, "struct"),
            .. parameter.GetConstraints().Select(reader.GetGenericParameterConstraint)
                .Select(constraint => Decode(reader, types, constraint.Type, scope).Render(NullableMarks.None)).Order(),
            .. Flag(parameter, GenericParameterAttributes.DefaultConstructorConstraint, "new()"),
        ];
        return all.Length == 0 ? "" : $" where {reader.GetString(parameter.Name)} : {string.Join(", ", all)}";
    }

    private static string[] Flag(GenericParameter parameter, GenericParameterAttributes flag, string keyword) =>
        parameter.Attributes.HasFlag(flag) ? [keyword] : [];
}
