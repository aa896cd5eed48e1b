namespace SkillFlaw.Conformance.Api;

/// <summary>The parts of a method's signature, as text.</summary>
internal sealed record ApiMethod(string Name, string Modifiers, string[] Parameters)
{
    public required string Returns { get; init; }

    public required bool IsInit { get; init; }

    public required string TypeParameters { get; init; }

    public required string Constraints { get; init; }
}
