using System.Reflection;

namespace SkillFlaw.Conformance.Contracts;

/// <summary>Types of ours, sorted into the kinds that the rules are about. Orleans' own are left out.</summary>
/// <param name="types">The types.</param>
/// <param name="streamItems">What travels in streams; see <see cref="StreamItems"/>.</param>
internal sealed class ContractTypes(IEnumerable<Type> types, IReadOnlyList<Type> streamItems)
{
    private readonly Type[] _all = [.. types.Where(type => !OrleansNames.IsOrleans(type))];

    public static ContractTypes OfTheSolution { get; } =
        new(Solution.Assemblies.SelectMany(assembly => assembly.GetTypes()), [.. Solution.Assemblies.SelectMany(StreamItems.In)]);

    public IReadOnlyList<Type> ItemsOfStreams => streamItems;

    /// <summary>The grain interfaces, and what they extend that is ours: Orleans generates code for those methods too.</summary>
    public IEnumerable<Type> GrainInterfaces => _all.Where(OrleansNames.IsGrainInterface)
        .SelectMany(type => type.GetInterfaces().Intersect(_all).Prepend(type))
        .Distinct();

    public IEnumerable<Type> GrainClasses => _all.Where(OrleansNames.IsGrainClass);

    public IEnumerable<Type> Messages => _all.Where(type => type.Has(OrleansNames.GenerateSerializer));

    /// <summary>The parameters of constructors that stand for stored state.</summary>
    public IEnumerable<ParameterInfo> States => _all
        .SelectMany(type => type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        .SelectMany(constructor => constructor.GetParameters())
        .Where(parameter => OrleansNames.IsPersistentState(parameter.ParameterType));

    /// <summary>What can stand where <paramref name="type"/> is declared.</summary>
    public IEnumerable<Type> Subtypes(Type type) =>
        type is { IsClass: true, IsSealed: false } ? _all.Where(other => other.BaseType == type) : [];

    public static IEnumerable<MethodInfo> Methods(Type grainInterface) => grainInterface
        .GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Where(method => !method.IsSpecialName);

    /// <summary>True when generated code can name the type: code in its assembly, outside of every type.</summary>
    public static bool IsAccessible(Type type) => type.DeclaringType is null
        || ((type.IsNestedPublic || type.IsNestedAssembly || type.IsNestedFamORAssem) && IsAccessible(type.DeclaringType));
}
