using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components;

/// <summary>The value of a secret input. It prints as asterisks, and what leaves the component is only the reference.</summary>
public sealed class Secret
{
    private readonly string _value;

    internal Secret(string value, SecretReference reference)
    {
        _value = value;
        Reference = reference;
    }

    /// <summary>Where the secret is to be found by others.</summary>
    public SecretReference Reference { get; }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => _value.Length == 0;

    /// <summary>The secret itself, for the request that needs it.</summary>
    public string Reveal() => _value;

    /// <inheritdoc />
    public override string ToString() => "***";
}
