using System.Reflection.Metadata;

namespace SkillFlaw.Conformance.Api;

/// <summary>Reads custom attributes, by full name.</summary>
internal sealed class Attributes(MetadataReader reader, SignatureTypes types)
{
    public CustomAttributeValue<SignatureType>? Find(CustomAttributeHandleCollection handles, string fullName)
    {
        foreach (var handle in handles)
        {
            var attribute = reader.GetCustomAttribute(handle);
            var owner = attribute.Constructor.Kind is HandleKind.MemberReference
                ? reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
                : reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType();
            if (SignatureTypes.FullName(reader, owner) == fullName)
            {
                return attribute.DecodeValue(types);
            }
        }

        return null;
    }

    public bool Has(CustomAttributeHandleCollection handles, string fullName) => Find(handles, fullName) is not null;

    /// <summary>The nullable annotations of a type: its own, or the nearest enclosing default.</summary>
    public NullableMarks Marks(CustomAttributeHandleCollection? own, params IEnumerable<CustomAttributeHandleCollection> enclosing)
    {
        if (own is { } attributes && Find(attributes, "System.Runtime.CompilerServices.NullableAttribute") is { } annotated)
        {
            return annotated.FixedArguments[0].Value is IEnumerable<CustomAttributeTypedArgument<SignatureType>> several
                ? new([.. several.Select(each => (byte)each.Value!)])
                : new((byte)annotated.FixedArguments[0].Value!);
        }

        foreach (var scope in enclosing)
        {
            if (Find(scope, "System.Runtime.CompilerServices.NullableContextAttribute") is { } context)
            {
                return new((byte)context.FixedArguments[0].Value!);
            }
        }

        return NullableMarks.None;
    }

    /// <summary>What a caller is warned of, as a prefix. It must be the same: warnings are errors.</summary>
    public string Warnings(CustomAttributeHandleCollection handles)
    {
        // With required members the compiler adds an [Obsolete] that it does not heed itself.
        var isObsolete = Has(handles, "System.ObsoleteAttribute")
            && !Has(handles, "System.Runtime.CompilerServices.CompilerFeatureRequiredAttribute");
        var isComplete = Has(handles, "System.Diagnostics.CodeAnalysis.SetsRequiredMembersAttribute");
        var experimental = Find(handles, "System.Diagnostics.CodeAnalysis.ExperimentalAttribute")?.FixedArguments[0].Value;
        return (isObsolete ? "[Obsolete] " : "") + (isComplete ? "[SetsRequiredMembers] " : "")
            + (experimental is null ? "" : $"[Experimental({experimental})] ");
    }
}
