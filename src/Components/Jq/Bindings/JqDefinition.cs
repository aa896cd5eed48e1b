using SkillFlaw.Components.Jq.Nodes;

namespace SkillFlaw.Components.Jq.Bindings;

/// <summary><c>def name(parameters): body;</c></summary>
/// <param name="name">The name.</param>
/// <param name="parameters">The names of the parameters; those that are variables too start with a dollar.</param>
internal sealed class JqDefinition(string name, string[] parameters)
{
    public string Name => name;

    public string[] Parameters => parameters;

    /// <summary>Set when it has been parsed: it may call itself.</summary>
    public JqNode Body { get; set; } = IdentityNode.Instance;
}
