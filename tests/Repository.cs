namespace SkillFlaw;

/// <summary>Where the tests find what is no code: the project's files, and what stands beside the project.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Folder { get; } = Find();

    /// <summary>The folder beside the project with specifications and real flows; null for a clone without it, which has the project's own flows.</summary>
    public static string? Shared { get; } =
        Path.GetFullPath(Path.Combine(Folder, "..", "shared")) is var shared && Directory.Exists(shared) ? shared : null;

    /// <summary>One of the project's files, by the names on the way to it.</summary>
    public static string File(params ReadOnlySpan<string> names) => Path.Combine([Folder, .. names]);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "SkillFlaw.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No SkillFlaw.sln above {AppContext.BaseDirectory}: build below the folder of the solution.");
    }
}

/// <summary>A test that needs the folder beside the project, and is skipped by name where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute() => Skip = Repository.Shared is null ? "There is no folder 'shared' beside the project." : null;
}
