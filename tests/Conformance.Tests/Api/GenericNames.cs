namespace SkillFlaw.Conformance.Api;

/// <summary>The names of the type parameters in scope.</summary>
internal sealed record GenericNames(string[] OfType, string[] OfMethod);
