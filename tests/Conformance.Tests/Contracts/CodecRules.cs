namespace SkillFlaw.Conformance.Contracts;

/// <summary>
/// What travels must be something that Orleans can serialize, down to the last member. The build does not tell: a missing codec shows
/// when the first call is made.
/// </summary>
internal sealed class CodecRules
{
    private readonly ContractTypes _types;
    private readonly HashSet<Type> _seen = [];

    private CodecRules(ContractTypes types) => _types = types;

    public static IEnumerable<string> Check(ContractTypes types)
    {
        var rules = new CodecRules(types);
        return Traveller.Of(types).SelectMany(traveller => rules.Follow(traveller.Where, traveller.Type))
            .Concat(types.Messages.Where(type => !type.IsGenericTypeDefinition).SelectMany(type => rules.Follow("a message", type)));
    }

    private IEnumerable<string> Follow(string where, Type type)
    {
        if (!_seen.Add(type))
        {
            return [];
        }

        if (type.Has(OrleansNames.GenerateSerializer))
        {
            var parent = type.BaseType == typeof(object) || type.BaseType == typeof(ValueType) ? null : type.BaseType;
            return
            [
                .. SerializedMembers.Of(type)
                    .Where(member => member.IsSerialized)
                    .SelectMany(member => Follow($"{type}.{member.Name}", member.Type)),
                .. parent is null ? [] : Follow($"the base of {type}", parent),
                .. _types.Subtypes(type).SelectMany(subtype => Follow($"a kind of {type}", subtype)),
            ];
        }

        return BuiltInTypes.IsKnown(type) ? []
            : BuiltInTypes.IsContainer(type) ? BuiltInTypes.PartsOf(type).SelectMany(part => Follow(where, part))
            : [$"{type} travels ({where}) and Orleans cannot serialize it: {Advice(type)}."];
    }

    private static string Advice(Type type) => type switch
    {
        _ when type == typeof(object) => "name the type, or an abstract message with its kinds",
        { IsInterface: true } => "name a class, a grain interface or a collection interface",
        _ when type.IsAssignableTo(typeof(Delegate)) => "send what it needs, not code",
        { Namespace: "System.Text.Json" } => "send it as text or bytes",
        _ => "give it [GenerateSerializer], an [Alias] and [Id]s, or send another type",
    };
}
