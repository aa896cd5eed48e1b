using System.Reflection;

namespace SkillFlaw.Conformance.Contracts;

/// <summary>
/// The embedded runtime hands over the object itself; Orleans copies what it does not know to be immutable. So that no one can tell the
/// difference, all that is sent is immutable as Orleans sees it. Stored state is exempt: storage copies it.
/// </summary>
internal static class ImmutabilityRules
{
    public static IEnumerable<string> Check(ContractTypes types) =>
        from traveller in Traveller.Of(types)
        where traveller.IsShared
        from type in Mutable(types, traveller.Type, [])
        select $"{type} is sent ({traveller.Where}) and can change after: {Advice(type)}.";

    private static IEnumerable<Type> Mutable(ContractTypes types, Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type) || BuiltInTypes.IsImmutable(type))
        {
            return [];
        }

        if (type.Has(OrleansNames.Immutable))
        {
            return types.Subtypes(type).SelectMany(subtype => Mutable(types, subtype, seen));
        }

        if (BuiltInTypes.IsImmutableContainer(type))
        {
            return BuiltInTypes.PartsOf(type).SelectMany(part => Mutable(types, part, seen));
        }

        // A struct is copied anyway, so it is as immutable as what it refers to.
        const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        return type.IsValueType && !BuiltInTypes.IsContainer(type)
            ? type.GetFields(Fields).SelectMany(field => Mutable(types, field.FieldType, seen))
            : [type];
    }

    private static string Advice(Type type) => BuiltInTypes.IsContainer(type)
        ? "use an immutable collection, or mark the parameter [Immutable] if neither side keeps it"
        : "mark the type [Immutable], and make it so";
}
