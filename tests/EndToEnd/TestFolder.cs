namespace SkillFlaw.EndToEnd;

/// <summary>A data folder for servers of one test, and the settings that name it.</summary>
public sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skillflaw-e2e-");

    public string Path => _folder.FullName;

    /// <summary>The settings of a server on a free port.</summary>
    public Dictionary<string, string> Settings(params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string> { ["SKILLFLAW_CONFIG_DIR"] = Path, ["SKILLFLAW_PORT"] = "0" };
        foreach (var (name, value) in more)
        {
            settings[name] = value;
        }

        return settings;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
