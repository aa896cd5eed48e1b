namespace SkillFlaw.Components.Starters;

public sealed class StarterFileTests
{
    [Fact]
    public void ToJson_FilesOfTheServer_AreTheSame()
    {
        var folder = Folder();
        var documents = StarterFlows.All.ToDictionary(starter => starter.Endpoint + ".json", starter => starter.ToJson());
        if (Environment.GetEnvironmentVariable("UPDATE_STARTERS") == "1")
        {
            Directory.CreateDirectory(folder);
            foreach (var (file, document) in documents)
            {
                File.WriteAllText(Path.Combine(folder, file), document);
            }
        }

        var files = Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllText);
        var different = documents.Keys.Union(files.Keys)
            .Where(file => documents.GetValueOrDefault(file) != files.GetValueOrDefault(file))
            .Order(StringComparer.Ordinal);
        Assert.True(
            !different.Any(),
            $"Out of date in src/WebApi/Starters: {string.Join(", ", different)}. "
            + "Run 'UPDATE_STARTERS=1 dotnet test tests/Components.Tests', delete what has no description any more, and commit it.");
    }

    private static string Folder() => Repository.File("src", "WebApi", "Starters");
}
