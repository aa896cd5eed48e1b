namespace SkillFlaw.WebApi.Settings;

/// <summary>One environment variable that the server reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Default">Its value when it is not set; null for none.</param>
/// <param name="Meaning">What it does, for <c>docs/configuration.md</c>.</param>
/// <param name="Apply">Puts a value into the settings. Throws a <see cref="FormatException"/> that says what is wrong with it.</param>
internal sealed record Setting(string Name, string? Default, string Meaning, Action<ServerSettings, string> Apply)
{
    /// <summary>Whether it must not be seen in the list of processes: it can be read from a file instead, whose path <see cref="FileName"/> has.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The variable with the path of a file that holds the value.</summary>
    public string FileName => $"{Name}_FILE";
}
