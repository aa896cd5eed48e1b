namespace SkillFlaw.WebApi;

/// <summary>The folder beside the project with specifications and real flows. A clone without it is tested by the project's own flows.</summary>
internal static class SharedFolder
{
    public static string? Path { get; } = Find();

    private static string? Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "SkillFlaw.sln")))
        {
            folder = folder.Parent;
        }

        var shared = folder?.Parent is null ? null : System.IO.Path.Combine(folder.Parent.FullName, "shared");
        return Directory.Exists(shared) ? shared : null;
    }
}

/// <summary>A test that needs the shared folder, and is skipped by name where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute() => Skip = SharedFolder.Path is null ? "There is no folder 'shared' beside the project." : null;
}
