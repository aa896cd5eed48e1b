using System.Reflection;

namespace SkillFlaw.Conformance.Contracts;

/// <summary>A type that leaves a grain: in a call, in a stream or into storage.</summary>
/// <param name="Where">Where it is declared so.</param>
/// <param name="Type">The type.</param>
/// <param name="IsShared">True when the embedded runtime hands over the object itself, and Orleans a copy of what can change.</param>
internal sealed record Traveller(string Where, Type Type, bool IsShared)
{
    public static IEnumerable<Traveller> Of(ContractTypes types) =>
    [
        .. types.GrainInterfaces.SelectMany(ContractTypes.Methods).SelectMany(OfMethod),
        .. types.ItemsOfStreams.Select(item => new Traveller("a stream", item, true)),
        .. types.States.Select(state =>
            new Traveller($"state {state.Name} of {state.Member.DeclaringType}", state.ParameterType.GenericTypeArguments[0], false)),
    ];

    private static IEnumerable<Traveller> OfMethod(MethodInfo method)
    {
        var name = $"{method.DeclaringType}.{method.Name}";
        foreach (var parameter in method.GetParameters().Where(parameter => parameter.ParameterType != typeof(CancellationToken)))
        {
            var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
            yield return new($"{name}, parameter {parameter.Name}", type, !parameter.Has(OrleansNames.Immutable));
        }

        // [return: Immutable] compiles, but the code generator does not read it: Orleans copies the result all the same.
        if (method.ReturnType is { IsGenericType: true } result)
        {
            yield return new($"{name}, result", result.GenericTypeArguments[0], true);
        }
    }
}
