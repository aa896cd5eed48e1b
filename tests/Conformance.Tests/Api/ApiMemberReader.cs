using System.Reflection;
using System.Reflection.Metadata;

namespace SkillFlaw.Conformance.Api;

/// <summary>Turns the visible members of one type into lines.</summary>
internal sealed class ApiMemberReader(MetadataReader reader, SignatureTypes types, TypeDefinitionHandle handle)
{
    private readonly TypeDefinition _type = reader.GetTypeDefinition(handle);
    private readonly Attributes _attributes = new(reader, types);
    private readonly string[] _typeParameters = GenericParameters.Names(reader, reader.GetTypeDefinition(handle).GetGenericParameters());
    private readonly HashSet<MethodDefinitionHandle> _accessors = [];

    public IEnumerable<ApiLine> Read() => [.. Fields(), .. Properties(), .. Events(), .. Methods()];

    private IEnumerable<ApiLine> Fields()
    {
        foreach (var field in _type.GetFields().Select(reader.GetFieldDefinition))
        {
            var attributes = field.GetCustomAttributes();
            var access = Access(field.Attributes & FieldAttributes.FieldAccessMask);
            if (access is null || field.Attributes.HasFlag(FieldAttributes.SpecialName))
            {
                continue;
            }

            var keyword = field.Attributes switch
            {
                var flags when flags.HasFlag(FieldAttributes.Literal) => "const ",
                var flags when flags.HasFlag(FieldAttributes.Static | FieldAttributes.InitOnly) => "static readonly ",
                var flags when flags.HasFlag(FieldAttributes.Static) => "static ",
                var flags when flags.HasFlag(FieldAttributes.InitOnly) => "readonly ",
                _ => "",
            };
            var name = reader.GetString(field.Name);
            var type = field.DecodeSignature(types, new(_typeParameters, [])).Render(_attributes.Marks(attributes, Enclosing()));
            var value = Value(field.GetDefaultValue());
            yield return new(name, $"{Warnings(attributes)}{Required(attributes)}{access} {keyword}{type} {name}{value}");
        }
    }

    /// <summary>Each accessor has its line: Orleans' property may have one that ours lacks.</summary>
    private IEnumerable<ApiLine> Properties()
    {
        foreach (var property in _type.GetProperties().Select(reader.GetPropertyDefinition))
        {
            var name = reader.GetString(property.Name);
            var prefix = Warnings(property.GetCustomAttributes()) + Required(property.GetCustomAttributes());
            var accessors = property.GetAccessors();
            foreach (var accessor in new[] { accessors.Getter, accessors.Setter }.Where(accessor => !accessor.IsNil))
            {
                _accessors.Add(accessor);
                if (Method(accessor) is { } method)
                {
                    var isSetter = accessor == accessors.Setter;
                    var type = isSetter ? method.Parameters[^1][..method.Parameters[^1].LastIndexOf(' ')] : method.Returns;
                    var index = isSetter ? method.Parameters[..^1] : method.Parameters;
                    var shown = index.Length == 0 ? name : $"{name}[{string.Join(", ", index)}]";
                    var verb = !isSetter ? "get" : method.IsInit ? "init" : "set";
                    yield return new(name, $"{prefix}{method.Modifiers}{type} {shown} {{ {verb}; }}");
                }
            }
        }
    }

    private IEnumerable<ApiLine> Events()
    {
        foreach (var @event in _type.GetEvents().Select(reader.GetEventDefinition))
        {
            var accessors = @event.GetAccessors();
            _accessors.UnionWith([accessors.Adder, accessors.Remover]);
            if (Method(accessors.Adder) is { } method)
            {
                var name = reader.GetString(@event.Name);
                yield return new(name, $"{Warnings(@event.GetCustomAttributes())}{method.Modifiers}event {method.Parameters[0]} {name}");
            }
        }
    }

    private IEnumerable<ApiLine> Methods()
    {
        foreach (var method in _type.GetMethods().Where(method => !_accessors.Contains(method)).Select(Method).OfType<ApiMethod>())
        {
            yield return new(method.Name, $"{method.Modifiers}{method.Returns} {method.Name}{method.TypeParameters}"
                + $"({string.Join(", ", method.Parameters)}){method.Constraints}");
        }
    }

    /// <summary>Reads a method; null when no caller sees it, or when it only overrides one that is on another line.</summary>
    private ApiMethod? Method(MethodDefinitionHandle methodHandle)
    {
        var method = reader.GetMethodDefinition(methodHandle);
        var isOverride = method.Attributes.HasFlag(MethodAttributes.Virtual) && !method.Attributes.HasFlag(MethodAttributes.NewSlot);
        if (isOverride || Access((FieldAttributes)(method.Attributes & MethodAttributes.MemberAccessMask)) is not { } access)
        {
            return null;
        }

        var generics = method.GetGenericParameters();
        var scope = new GenericNames(_typeParameters, GenericParameters.Names(reader, generics));
        var signature = method.DecodeSignature(types, scope);
        var declared = new GenericParameters(reader, types, scope);
        // Number 0 is the result; it is there only when it has attributes.
        var parameters = method.GetParameters().Select(reader.GetParameter).ToDictionary(parameter => parameter.SequenceNumber);
        var names = signature.ParameterTypes.Select((type, index) => Parameter(method, type, parameters[index + 1])).ToArray();
        if (names.Length > 0 && _attributes.Has(method.GetCustomAttributes(), "System.Runtime.CompilerServices.ExtensionAttribute"))
        {
            names[0] = $"this {names[0]}";
        }

        CustomAttributeHandleCollection? ofResult = parameters.TryGetValue(0, out var result) ? result.GetCustomAttributes() : null;
        return new(reader.GetString(method.Name), Warnings(method.GetCustomAttributes()) + access + Modifiers(method.Attributes), names)
        {
            Returns = signature.ReturnType.Render(Marks(method, ofResult)),
            IsInit = signature.ReturnType.Modifier == "System.Runtime.CompilerServices.IsExternalInit",
            TypeParameters = declared.List(generics),
            Constraints = declared.Constraints(generics),
        };
    }

    private string Parameter(MethodDefinition method, SignatureType type, Parameter parameter)
    {
        var attributes = parameter.GetCustomAttributes();
        var keyword = type switch
        {
            { IsByReference: true } when parameter.Attributes.HasFlag(ParameterAttributes.Out) => "out ",
            { IsByReference: true } when _attributes.Has(attributes, "System.Runtime.CompilerServices.IsReadOnlyAttribute") => "in ",
            { IsByReference: true } => "ref ",
            _ when _attributes.Has(attributes, "System.ParamArrayAttribute") => "params ",
            _ => "",
        };
        return $"{keyword}{type.Render(Marks(method, attributes)).Replace("&", "")} {reader.GetString(parameter.Name)}"
            + (parameter.Attributes.HasFlag(ParameterAttributes.Optional) ? Value(parameter.GetDefaultValue()) : "");
    }

    private NullableMarks Marks(MethodDefinition method, CustomAttributeHandleCollection? own) =>
        _attributes.Marks(own, [method.GetCustomAttributes(), .. Enclosing()]);

    private IEnumerable<CustomAttributeHandleCollection> Enclosing()
    {
        for (var type = handle; !type.IsNil; type = reader.GetTypeDefinition(type).GetDeclaringType())
        {
            yield return reader.GetTypeDefinition(type).GetCustomAttributes();
        }
    }

    private string Value(ConstantHandle constant)
    {
        if (constant.IsNil)
        {
            return "";
        }

        var value = reader.GetConstant(constant);
        return $" = {reader.GetBlobReader(value.Value).ReadConstant(value.TypeCode) ?? "default"}";
    }

    private string Warnings(CustomAttributeHandleCollection attributes) => _attributes.Warnings(attributes);

    private string Required(CustomAttributeHandleCollection attributes) =>
        _attributes.Has(attributes, "System.Runtime.CompilerServices.RequiredMemberAttribute") ? "required " : "";

    private static string Modifiers(MethodAttributes flags) => flags switch
    {
        _ when flags.HasFlag(MethodAttributes.Static | MethodAttributes.Abstract) => " static abstract ",
        _ when flags.HasFlag(MethodAttributes.Static) => " static ",
        _ when flags.HasFlag(MethodAttributes.Abstract) => " abstract ",
        _ when flags.HasFlag(MethodAttributes.Virtual) && !flags.HasFlag(MethodAttributes.Final) => " virtual ",
        _ => " ",
    };

    // The masks of fields and of methods have the same values.
    private static string? Access(FieldAttributes access) => access switch
    {
        FieldAttributes.Public => "public",
        FieldAttributes.Family => "protected",
        FieldAttributes.FamORAssem => "protected internal",
        _ => null,
    };
}
