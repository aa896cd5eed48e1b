namespace SkillFlaw.EndToEnd;

internal static class Repository
{
    /// <summary>The folder of the project.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "SkillFlaw.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
