using System.Reflection;
using System.Reflection.Metadata;

namespace SkillFlaw.Conformance.Api;

/// <summary>
/// Turns one type into lines. Left out: overrides (they add nothing that a caller can name), the names of tuple elements, the
/// annotations of constraints, and attributes that only analyzers read.
/// </summary>
internal sealed class ApiTypeReader(MetadataReader reader, SignatureTypes types, TypeDefinitionHandle handle)
{
    private readonly TypeDefinition _type = reader.GetTypeDefinition(handle);
    private readonly Attributes _attributes = new(reader, types);

    public ApiType Read()
    {
        var members = new ApiMemberReader(reader, types, handle);
        return new(types.Shown(SignatureTypes.FullName(reader, handle)), [Head(), .. Ancestors(handle), .. Usage(), .. members.Read()]);
    }

    private ApiLine Head()
    {
        var names = GenericParameters.Names(reader, _type.GetGenericParameters());
        var generics = new GenericParameters(reader, types, new(names, []));
        var name = reader.GetString(_type.Name).Split('`')[0] + generics.List(_type.GetGenericParameters());
        return new("type", $"{_attributes.Warnings(_type.GetCustomAttributes())}{Access()} {Kind(name)}"
            + generics.Constraints(_type.GetGenericParameters()));
    }

    private string Access() => (_type.Attributes & TypeAttributes.VisibilityMask) switch
    {
        TypeAttributes.NestedFamily => "protected",
        TypeAttributes.NestedFamORAssem => "protected internal",
        _ => "public",
    };

    private string Kind(string name)
    {
        if (_type.Attributes.HasFlag(TypeAttributes.Interface))
        {
            return $"interface {name}";
        }

        var modifiers = (_type.Attributes.HasFlag(TypeAttributes.Abstract), _type.Attributes.HasFlag(TypeAttributes.Sealed)) switch
        {
            (true, true) => "static ",
            (true, false) => "abstract ",
            (false, true) => "sealed ",
            _ => "",
        };
        return SignatureTypes.FullName(reader, _type.BaseType) switch
        {
            "System.Enum" => $"enum {name} : {EnumType()}",
            "System.MulticastDelegate" => $"delegate {name}",
            "System.ValueType" => $"{Flag("IsReadOnlyAttribute", "readonly ")}{Flag("IsByRefLikeAttribute", "ref ")}struct {name}",
            _ => $"{modifiers}class {name}",
        };
    }

    private string Flag(string attribute, string keyword) =>
        _attributes.Has(_type.GetCustomAttributes(), $"System.Runtime.CompilerServices.{attribute}") ? keyword : "";

    private string EnumType() => _type.GetFields().Select(reader.GetFieldDefinition)
        .Single(field => !field.Attributes.HasFlag(FieldAttributes.Static))
        .DecodeSignature(types, new([], [])).Name;

    /// <summary>The base types and interfaces, of base types in the same assembly too: ours may derive from further up.</summary>
    private IEnumerable<ApiLine> Ancestors(TypeDefinitionHandle descendant)
    {
        var type = reader.GetTypeDefinition(descendant);
        var scope = new GenericNames(GenericParameters.Names(reader, type.GetGenericParameters()), []);
        foreach (var implemented in type.GetInterfaceImplementations().Select(reader.GetInterfaceImplementation))
        {
            if (IsVisible(implemented.Interface))
            {
                yield return new("interface", $": {Render(implemented.Interface, scope)}");
            }
        }

        if (type.BaseType.IsNil)
        {
            yield break;
        }

        yield return new("base", $": {Render(type.BaseType, scope)}");
        if (type.BaseType.Kind is HandleKind.TypeDefinition)
        {
            foreach (var line in Ancestors((TypeDefinitionHandle)type.BaseType))
            {
                yield return line;
            }
        }
    }

    private bool IsVisible(EntityHandle type) => type.Kind is not HandleKind.TypeDefinition
        || (reader.GetTypeDefinition((TypeDefinitionHandle)type).Attributes & TypeAttributes.VisibilityMask)
            is TypeAttributes.Public or TypeAttributes.NestedPublic;

    private string Render(EntityHandle type, GenericNames scope) =>
        GenericParameters.Decode(reader, types, type, scope).Render(NullableMarks.None);

    private IEnumerable<ApiLine> Usage()
    {
        var usage = _attributes.Find(_type.GetCustomAttributes(), "System.AttributeUsageAttribute");
        if (usage is null && SignatureTypes.FullName(reader, _type.BaseType) != "System.Attribute")
        {
            yield break;
        }

        var targets = usage is { } written ? (AttributeTargets)(int)written.FixedArguments[0].Value! : AttributeTargets.All;
        var multiple = Named(usage, "AllowMultiple") ?? false;
        var inherited = Named(usage, "Inherited") ?? true;
        yield return new("usage", $"[AttributeUsage({targets}, AllowMultiple = {multiple}, Inherited = {inherited})]");
    }

    private static bool? Named(CustomAttributeValue<SignatureType>? attribute, string name) =>
        attribute?.NamedArguments.FirstOrDefault(argument => argument.Name == name).Value as bool?;
}
