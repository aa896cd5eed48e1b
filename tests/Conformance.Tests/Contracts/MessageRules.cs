using System.Reflection;

namespace SkillFlaw.Conformance.Contracts;

/// <summary>
/// What Orleans' code generator makes serializers of: all types with [GenerateSerializer]. Refused by it or by its analyzers: data
/// without an [Id] (ORLEANS0004), an [Id] on what holds no data (0006, 0101), an [Id] twice (0012), types it cannot name (0107).
/// </summary>
internal static class MessageRules
{
    public static IEnumerable<string> Check(ContractTypes types) => types.Messages.Where(type => !type.IsEnum).SelectMany(CheckMessage);

    private static IEnumerable<string> CheckMessage(Type type)
    {
        if (!ContractTypes.IsAccessible(type))
        {
            yield return $"{type} is private, so generated code cannot make one: make it internal or public.";
        }

        foreach (var member in SerializedMembers.Of(type).Where(member => !member.IsSerialized))
        {
            yield return $"{type}.{member.Name} would be lost on the way: give it an [Id], or [field: NonSerialized] if that is meant.";
        }

        var numbered = SerializedMembers.Numbered(type).ToArray();
        foreach (var clash in numbered.GroupBy(each => each.Id, each => each.Member.Name).Where(members => members.Count() > 1))
        {
            yield return $"{type}: {string.Join(" and ", clash)} have the same [Id({clash.Key})]: each needs a number that was never used.";
        }

        foreach (var (member, _) in numbered.Where(each => !HoldsData(each.Member)))
        {
            yield return $"{type}.{member.Name} has an [Id] and cannot be set: put it on an auto-property or a field of the instance.";
        }
    }

    private static bool HoldsData(MemberInfo member) => member switch
    {
        FieldInfo field => !field.IsStatic,
        PropertyInfo { GetMethod: { IsStatic: false, IsAbstract: false } } property =>
            property.SetMethod is not null || SerializedMembers.HasBackingField(property),
        _ => false,
    };
}
