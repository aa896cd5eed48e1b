using System.Text.Json;

namespace SkillFlaw.Bench.All.Results;

/// <summary>The files of a run: a table to read, the same for programs, and the growth curves.</summary>
internal static class ResultFiles
{
    private const string Folder = "bench/results";

    private static readonly JsonSerializerOptions _json = new() { WriteIndented = true, IgnoreReadOnlyProperties = true };

    public static string Json(string name) => Path.Combine(Folder, $"{name}.json");

    public static async Task WriteAsync(BenchResults results, AllOptions options)
    {
        if (results.IsEmpty)
        {
            return;
        }

        Directory.CreateDirectory(Folder);
        var name = options.Name is null ? $"{DateTime.UtcNow:yyyy-MM-dd}" : $"{DateTime.UtcNow:yyyy-MM-dd}-{options.Name}";
        var table = ResultTable.Write(results, options, name);
        await File.WriteAllTextAsync(Path.Combine(Folder, $"{name}.md"), table);
        await File.WriteAllTextAsync(Json(name), JsonSerializer.Serialize(results, _json));
        if (results.Growth.Count > 0)
        {
            await File.WriteAllTextAsync(Path.Combine(Folder, $"{name}.svg"), GrowthChart.Draw(results.Growth, await GrowthOfAsync(options.Compare)));
        }

        Console.WriteLine(table);
    }

    private static async Task<List<GrowthPoint>> GrowthOfAsync(string? name) => name is null
        ? []
        : JsonSerializer.Deserialize<BenchResults>(await File.ReadAllTextAsync(Json(name)), _json)!.Growth;
}
