namespace SkillFlaw.Conformance.Deployment;

public sealed class DeploymentTests
{
    [Fact]
    public void Settings_OfTheDeployment_AreListed()
    {
        var listed = SettingNames.ListedIn(File.ReadAllText(Repository.File("docs", "configuration.md")));

        Assert.NotEmpty(listed);
        Problems.AssertNone(Files().SelectMany(path => SettingNames.Check(Path.GetRelativePath(Solution.Root, path), File.ReadAllText(path), listed)));
    }

    [Theory]
    [InlineData("SKILLFLAW_PORT: 80")]
    [InlineData("the SKILLFLAW_... ones, and SKILLFLAW_SECRET_KEY_FILE=/run/secrets/key")]
    public void Settings_ThatAreListed_ArePassedOver(string text) =>
        Assert.Empty(SettingNames.Check("compose.yml", text, SettingNames.ListedIn("| `SKILLFLAW_PORT` | `7860` |\n| `SKILLFLAW_SECRET_KEY` | |")));

    [Theory]
    [InlineData("SKILLFLAW_PORTS=80", "SKILLFLAW_PORTS")]
    [InlineData("- SKILLFLAW_PORT_FILE=/run/port", "SKILLFLAW_PORT_FILE")]
    [InlineData("${SKILLFLAW_SECRET_KEY_FILE}", "SKILLFLAW_SECRET_KEY_FILE")]
    public void Settings_ThatAreNotListed_AreReported(string text, string name) => Assert.Equal(
        [$"compose.yml names {name}, which docs/configuration.md does not list."],
        SettingNames.Check("compose.yml", text, SettingNames.ListedIn("| `SKILLFLAW_PORT` | `7860` |")));

    [Fact]
    public void Image_OfTheServer_RestoresEveryProject()
    {
        var dockerfile = File.ReadAllText(Repository.File("Dockerfile"));

        Problems.AssertNone(
            from project in Solution.Projects()
            where project.StartsWith("src/", StringComparison.Ordinal)
            let folder = project[..project.LastIndexOf('/')]
            where !dockerfile.Contains($"COPY {folder}/*.csproj {folder}/", StringComparison.Ordinal)
            select $"The Dockerfile does not copy {folder}/*.csproj before it restores.");
    }

    // The secrets are made on the machine, and are nobody's text.
    private static IEnumerable<string> Files() =>
    [
        Repository.File("docker-compose.yml"),
        Repository.File("Dockerfile"),
        Repository.File("docs", "deployment.md"),
        .. Directory.EnumerateFiles(Repository.File("deploy"), "*", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(Repository.File("deploy"), path).StartsWith("secrets", StringComparison.Ordinal)),
    ];
}
