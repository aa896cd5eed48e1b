namespace SkillFlaw.Graph.Flows;

/// <summary>The folders of the repository that these tests read.</summary>
internal static class Repository
{
    private static readonly Lazy<string> _root = new(FindRoot);

    /// <summary>Where the solution file is.</summary>
    public static string Root => _root.Value;

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "SkillFlaw.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No SkillFlaw.sln above {AppContext.BaseDirectory}: build below the folder of the solution.");
    }
}
