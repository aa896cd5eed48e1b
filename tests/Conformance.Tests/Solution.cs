using System.Reflection;
using System.Text.RegularExpressions;

namespace SkillFlaw.Conformance;

/// <summary>The solution that the tests hold to its rules: its projects and sources on disk, and its assemblies.</summary>
internal static partial class Solution
{
    public static string Root => Repository.Folder;

    /// <summary>What this test project references of ours, directly or not. It itself is not among them: it holds bad samples.</summary>
    public static IReadOnlyList<Assembly> Assemblies { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "SkillFlaw.*.dll")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => name != typeof(Solution).Assembly.GetName().Name)
            .Order()
            .Select(name => Assembly.Load(new AssemblyName(name))),
    ];

    /// <summary>The projects of the solution file: paths from the root, with <c>/</c>.</summary>
    public static IReadOnlyList<string> Projects() =>
        [.. ProjectPath().Matches(File.ReadAllText(Repository.File("SkillFlaw.sln"))).Select(match => match.Groups[1].Value.Replace('\\', '/'))];

    /// <summary>The source files in a folder: paths from the root, and text.</summary>
    public static IEnumerable<(string Path, string Text)> Sources(string folder) =>
        from path in Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Root, path).Replace('\\', '/')
        where !relative.Split('/').Any(part => part is "bin" or "obj")
        select (relative, File.ReadAllText(path));

    [GeneratedRegex("""= "[^"]+", "([^"]+\.csproj)",""")]
    private static partial Regex ProjectPath();
}
