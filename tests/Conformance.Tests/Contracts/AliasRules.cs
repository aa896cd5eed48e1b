namespace SkillFlaw.Conformance.Contracts;

/// <summary>
/// Aliases are the names on the wire (ORLEANS0010, 0011): with one, a type or method can be renamed without breaking a running cluster
/// or stored state.
/// </summary>
internal static class AliasRules
{
    public static IEnumerable<string> Check(ContractTypes types)
    {
        Type[] named = [.. types.GrainInterfaces, .. types.Messages];
        return Missing(types, named)
            .Concat(Twice(named.SelectMany(type => Aliases(type, type.ToString())), "in the solution"))
            .Concat(types.GrainInterfaces.SelectMany(type => Twice(
                ContractTypes.Methods(type).SelectMany(method => Aliases(method, method.ToString()!)), $"in {type}")));
    }

    private static IEnumerable<string> Missing(ContractTypes types, Type[] named)
    {
        foreach (var type in named.Where(type => !type.IsEnum && !type.Has(OrleansNames.Alias)))
        {
            yield return $"{type} has no [Alias]: give it a name that outlives a rename.";
        }

        foreach (var method in types.GrainInterfaces.SelectMany(ContractTypes.Methods).Where(method => !method.Has(OrleansNames.Alias)))
        {
            yield return $"{method.DeclaringType}.{method.Name} has no [Alias]: give it a name that outlives a rename.";
        }
    }

    private static IEnumerable<(string Alias, string Owner)> Aliases(System.Reflection.MemberInfo member, string owner) =>
        member.Arguments(OrleansNames.Alias).Select(alias => ((string)alias!, owner));

    private static IEnumerable<string> Twice(IEnumerable<(string Alias, string Owner)> aliases, string where) =>
        from owners in aliases.GroupBy(each => each.Alias, each => each.Owner)
        where owners.Count() > 1
        select $"Alias \"{owners.Key}\" is used more than once {where}, by {string.Join(" and ", owners)}: choose another for all but one.";
}
