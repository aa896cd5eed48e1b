namespace SkillFlaw.Components.Flows;

/// <summary>The flows in <c>tests/Flows</c>, found from where the tests run.</summary>
internal static class OwnFlows
{
    private static readonly string _folder = Find();

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(_folder, name + ".json"));

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "SkillFlaw.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? throw new InvalidOperationException("The tests run outside of the project."), "tests", "Flows");
    }
}
