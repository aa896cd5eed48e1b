namespace SkillFlaw.Conformance.Contracts;

/// <summary>What the rules do not see they cannot refuse: every project that could declare a grain is among the scanned assemblies.</summary>
internal static class ScanRules
{
    /// <param name="projects">The projects of the solution: paths from its root, with <c>/</c>.</param>
    /// <param name="assemblies">The names of the scanned assemblies.</param>
    public static IEnumerable<string> Check(IEnumerable<string> projects, IEnumerable<string> assemblies) =>
        from project in projects
        where project.StartsWith("src/", StringComparison.Ordinal) || project.StartsWith("bench/", StringComparison.Ordinal)
        where !assemblies.Contains(Path.GetFileNameWithoutExtension(project)) && !IsOtherRuntime(project)
        select $"{project} is not scanned: reference it from the conformance tests, and name its assembly after its file.";

    /// <summary>With Orleans itself the embedded runtime is not built.</summary>
    private static bool IsOtherRuntime(string project) =>
        project.StartsWith("src/Orleans.Embedded/", StringComparison.Ordinal)
        && typeof(Grain).Assembly.GetName().Name != "SkillFlaw.Orleans.Embedded";
}
