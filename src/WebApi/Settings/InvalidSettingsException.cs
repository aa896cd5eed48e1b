namespace SkillFlaw.WebApi.Settings;

/// <summary>The environment asks for something that this server cannot do. The message has a line for each setting.</summary>
public sealed class InvalidSettingsException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors));
