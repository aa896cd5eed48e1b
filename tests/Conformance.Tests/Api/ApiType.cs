namespace SkillFlaw.Conformance.Api;

/// <summary>A public type: what it is and what it offers, a line for each fact. To compare types is to compare sets of lines.</summary>
internal sealed record ApiType(string Name, IReadOnlyList<ApiLine> Lines);

/// <summary>A fact about a type.</summary>
/// <param name="Subject">What it is about: the name of a member, or <c>base</c>, <c>usage</c>, …</param>
/// <param name="Text">The fact as source would write it, with the marks of <see cref="SignatureType"/>.</param>
internal sealed record ApiLine(string Subject, string Text);
