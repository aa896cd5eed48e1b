using System.Reflection;

namespace SkillFlaw.Conformance.Contracts;

/// <summary>
/// The members of one type, its base types aside, as Orleans' generator selects them. Data is in fields, those behind auto-properties
/// included. A member takes part when it has an [Id], on the field or on the property; a property that stands for a parameter of a
/// record's primary constructor takes part without one, under the number of the parameter. These numbers are apart from the [Id]s, so
/// a record may have both.
/// </summary>
internal static class SerializedMembers
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
    private const string BackingField = ">k__BackingField";

    /// <summary>The data of the type: each field, under its name or that of its property, and whether it takes part.</summary>
    public static IEnumerable<(string Name, Type Type, bool IsSerialized)> Of(Type type) =>
        from field in type.GetFields(Own)
        where !field.Has(OrleansNames.NonSerialized)
        let isBacking = field.Name.EndsWith(BackingField, StringComparison.Ordinal)
        let property = isBacking ? type.GetProperty(field.Name[1..^BackingField.Length], Own) : null
        let isSerialized = field.Has(OrleansNames.Id) || (property is not null && (property.Has(OrleansNames.Id) || IsPositional(property)))
        select (property?.Name ?? field.Name, field.FieldType, isSerialized);

    /// <summary>What has an [Id], whether or not it can be serialized.</summary>
    public static IEnumerable<(MemberInfo Member, uint Id)> Numbered(Type type) =>
        from member in type.GetMembers(Own | BindingFlags.Static)
        from id in member.Arguments(OrleansNames.Id)
        select (member, (uint)id!);

    public static bool HasBackingField(PropertyInfo property) =>
        property.DeclaringType!.GetField($"<{property.Name}{BackingField}", Own) is not null;

    private static bool IsPositional(PropertyInfo property) =>
        IsRecord(property.DeclaringType!) && PrimaryConstructor(property.DeclaringType!).Any(parameter =>
            parameter.ParameterType == property.PropertyType && Canonical(parameter.Name!) == Canonical(property.Name));

    /// <summary>Records have no mark of their own; these are the members that the compiler makes for them.</summary>
    private static bool IsRecord(Type type) => type.GetMethod("<Clone>$") is not null
        || (type.IsValueType && type.GetMethod("PrintMembers", Own, [typeof(System.Text.StringBuilder)]) is not null);

    /// <summary>The constructor that comes first, unless it is the one that copies.</summary>
    private static ParameterInfo[] PrimaryConstructor(Type type) =>
        type.GetConstructors(Own).MinBy(constructor => constructor.MetadataToken)?.GetParameters() is { } parameters
            && !(parameters is [var only] && only.ParameterType == type) ? parameters : [];

    private static string Canonical(string name)
    {
        var trimmed = name.TrimStart('_');
        return trimmed.Length == 0 ? name : char.ToLowerInvariant(trimmed[0]) + trimmed[1..];
    }
}
