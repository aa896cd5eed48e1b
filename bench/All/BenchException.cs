namespace SkillFlaw.Bench.All;

/// <summary>A measurement that cannot be made, in a sentence.</summary>
internal sealed class BenchException(string message) : Exception(message);
