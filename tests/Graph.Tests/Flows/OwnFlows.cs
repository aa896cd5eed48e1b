namespace SkillFlaw.Graph.Flows;

/// <summary>The flows in <c>tests/Flows</c>.</summary>
internal static class OwnFlows
{
    private static readonly string _folder = Repository.File("tests", "Flows");

    public static TheoryData<string> All => [.. Names];

    public static IEnumerable<string> Names => Directory.EnumerateFiles(_folder, "*.json")
        .Select(path => Path.GetFileNameWithoutExtension(path))
        .Order(StringComparer.Ordinal);

    public static string ReadMe => File.ReadAllText(Path.Combine(_folder, "README.md"));

    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(_folder, name + ".json"));

    public static FlowGraph Compile(string name) => FlowGraph.Compile(FlowDefinition.Parse(Read(name)));
}
