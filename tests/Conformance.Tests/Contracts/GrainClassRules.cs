using System.Reflection;

namespace SkillFlaw.Conformance.Contracts;

/// <summary>What Orleans demands of the classes of grains and of the state they keep.</summary>
internal static class GrainClassRules
{
    private static readonly string[] _ofContracts = [OrleansNames.Alias, OrleansNames.GenerateSerializer];

    private static readonly string[] _ofCalls =
    [
        "Orleans.Concurrency.AlwaysInterleaveAttribute", "Orleans.Concurrency.ReadOnlyAttribute", OrleansNames.OneWay,
        "Orleans.ResponseTimeoutAttribute",
    ];

    public static IEnumerable<string> Check(ContractTypes types) =>
        types.GrainClasses.SelectMany(CheckClass).Concat(types.States.SelectMany(CheckState));

    private static IEnumerable<string> CheckClass(Type type)
    {
        if (!ContractTypes.IsAccessible(type))
        {
            yield return $"{type} is private: Orleans finds only grain classes that are internal or public.";
        }

        foreach (var attribute in _ofContracts.Where(type.Has))
        {
            yield return $"{type} has {attribute}, which is for messages and interfaces (ORLEANS0013): name the class with [GrainType].";
        }

        foreach (var method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            foreach (var attribute in _ofCalls.Where(method.Has))
            {
                yield return $"{type}.{method.Name} has {attribute}, which is read on the interface (ORLEANS0001): move it there.";
            }
        }
    }

    private static IEnumerable<string> CheckState(ParameterInfo parameter)
    {
        var state = parameter.ParameterType.GenericTypeArguments[0];
        if (!state.IsValueType && (state.IsAbstract || state.GetConstructor(Type.EmptyTypes) is null))
        {
            yield return $"{state} (state {parameter.Name} of {parameter.Member.DeclaringType}) has no public constructor without "
                + "parameters: a grain that has stored nothing starts with what it makes.";
        }
    }
}
