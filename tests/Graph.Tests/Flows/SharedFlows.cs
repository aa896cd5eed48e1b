using System.Text.Json;

namespace SkillFlaw.Graph.Flows;

/// <summary>
/// Flows that users have saved, beside the repository in <c>../shared/flows</c>: read in place, whatever is there. Their classes are in the
/// tables of <c>*.md</c>, what the original scheduler did with them in <c>SCHEDULES.json</c>.
/// </summary>
internal static class SharedFlows
{
    private static readonly string _folder = Path.GetFullPath(Path.Combine(Repository.Folder, "..", "shared", "flows"));
    private static readonly Lazy<HashSet<string>> _beforeOne = new(ReadBeforeOne);
    private static readonly Lazy<Dictionary<string, Schedule>> _schedules = new(ReadSchedules);

    /// <summary>Why the tests of shared flows cannot run; null if they can.</summary>
    public static string? Missing => Directory.Exists(_folder) ? null : $"The folder {_folder} is missing.";

    /// <summary>All flows, by their paths in the folder.</summary>
    public static IEnumerable<string> All => Directory.EnumerateFiles(_folder, "*.json", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(path) != "SCHEDULES.json")
        .Select(path => Path.GetRelativePath(_folder, path))
        .Order(StringComparer.Ordinal);

    public static TheoryData<string> Loadable => [.. All.Where(path => !_beforeOne.Value.Contains(NameOf(path)))];

    public static TheoryData<string> BeforeOne => [.. All.Where(path => _beforeOne.Value.Contains(NameOf(path)))];

    public static TheoryData<string> Scheduled => [.. All.Where(path => _schedules.Value.ContainsKey(NameOf(path)))];

    public static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(_folder, path));

    public static FlowGraph Compile(string path) => FlowGraph.Compile(FlowDefinition.Parse(Read(path)));

    public static Schedule ScheduleOf(string path) => _schedules.Value[NameOf(path)];

    private static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    // Rows look like "| name | class | …"; X is the class of what was saved before version 1.0.
    private static HashSet<string> ReadBeforeOne() =>
    [
        .. Directory.EnumerateFiles(_folder, "*.md", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length > 2 && cells[2] == "X")
            .Select(cells => cells[1]),
    ];

    private static Dictionary<string, Schedule> ReadSchedules() =>
        Directory.EnumerateFiles(_folder, "SCHEDULES.json", SearchOption.AllDirectories)
            .SelectMany(path => JsonSerializer.Deserialize<Dictionary<string, Schedule>>(File.ReadAllText(path), _snakeCase)!)
            .ToDictionary();

    private static readonly JsonSerializerOptions _snakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
}

/// <summary>What the original scheduler did with a flow, by vertex ids. Loops had two items.</summary>
internal sealed record Schedule
{
    public required string? ApiStart { get; init; }

    public required string[] FirstLayer { get; init; }

    public required string[] ToRun { get; init; }

    public required string[] ApiTrace { get; init; }

    public required string[] PlaygroundFirst { get; init; }

    public required string[] PlaygroundTrace { get; init; }

    public required string[] NeverRunApi { get; init; }

    public required string[] NeverRunPlayground { get; init; }
}

/// <summary>A test of all shared flows; without their folder it is skipped, and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFlowsTheoryAttribute : TheoryAttribute
{
    public SharedFlowsTheoryAttribute() => Skip = SharedFlows.Missing;
}

/// <summary>A test that needs the folder of the shared flows.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFlowsFactAttribute : FactAttribute
{
    public SharedFlowsFactAttribute() => Skip = SharedFlows.Missing;
}
