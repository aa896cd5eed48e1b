using System.Reflection;

namespace SkillFlaw.Conformance.Contracts;

/// <summary>Recognises what is Orleans' by full name, so that the rules hold for both grain runtimes.</summary>
internal static class OrleansNames
{
    public const string Alias = "Orleans.AliasAttribute";
    public const string GenerateSerializer = "Orleans.GenerateSerializerAttribute";
    public const string Id = "Orleans.IdAttribute";
    public const string Immutable = "Orleans.ImmutableAttribute";
    public const string OneWay = "Orleans.Concurrency.OneWayAttribute";
    public const string NonSerialized = "System.NonSerializedAttribute";

    public static bool IsOrleans(Type type) =>
        type.Namespace is "Orleans" || type.Namespace?.StartsWith("Orleans.", StringComparison.Ordinal) == true;

    public static bool IsGrainInterface(Type type) => type.IsInterface && Implements(type, "Orleans.IGrain");

    /// <summary>A class that the runtime activates.</summary>
    public static bool IsGrainClass(Type type) => type is { IsClass: true, IsAbstract: false } && Implements(type, "Orleans.IGrain");

    /// <summary>What travels as a reference to a grain, or to an observer.</summary>
    public static bool IsReference(Type type) => type.IsInterface && Implements(type, "Orleans.Runtime.IAddressable");

    public static bool IsPersistentState(Type type) => Definition(type) == "Orleans.Runtime.IPersistentState`1";

    public static bool Has(this MemberInfo member, string attribute) =>
        member.CustomAttributes.Any(data => data.AttributeType.FullName == attribute);

    public static bool Has(this ParameterInfo parameter, string attribute) =>
        parameter.CustomAttributes.Any(data => data.AttributeType.FullName == attribute);

    /// <summary>The first constructor argument of each such attribute.</summary>
    public static IEnumerable<object?> Arguments(this MemberInfo member, string attribute) => member.CustomAttributes
        .Where(data => data.AttributeType.FullName == attribute)
        .Select(data => data.ConstructorArguments[0].Value);

    private static bool Implements(Type type, string @interface) =>
        type.FullName == @interface || type.GetInterfaces().Any(implemented => implemented.FullName == @interface);

    private static string? Definition(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition().FullName : null;
}
