using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
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
        var date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var name = options.Name is null ? date : $"{date}-{options.Name}";
        var table = Markdown(results, options, name);
        await File.WriteAllTextAsync(Path.Combine(Folder, $"{name}.md"), table);
        await File.WriteAllTextAsync(Json(name), JsonSerializer.Serialize(results, _json));
        if (results.Growth.Count > 0)
        {
            var before = options.Compare is { } earlier ? JsonSerializer.Deserialize<BenchResults>(await File.ReadAllTextAsync(Json(earlier)), _json)!.Growth : [];
            await File.WriteAllTextAsync(Path.Combine(Folder, $"{name}.svg"), GrowthChart.Draw(results.Growth, before));
        }

        Console.WriteLine(table);
    }

    private static string Markdown(BenchResults results, AllOptions options, string name)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Over HTTP, {name}\n\n{Machine()}\n");
        text.Append(CultureInfo.InvariantCulture, $"{options.Seconds:G3} s a round, the median of three after one to warm up. Load, limit and server share the machine. Rates in brackets do not count.\n");
        results.Notes.ForEach(note => text.Append(CultureInfo.InvariantCulture, $"{note}\n"));
        if (results.Rows.Count > 0)
        {
            text.Append("\n| scenario | database | at once | per second | limit, per second | of the limit | p50 ms | p99 ms | CPU µs each | limit, CPU µs | PostgreSQL CPU µs | bytes each | memory MB | |\n");
            text.Append("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |\n");
        }

        foreach (var row in results.Rows)
        {
            var rate = row.Refused is null ? $"{row.PerSecond:N0}" : $"({row.PerSecond:N0})";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Scenario} | {row.Database} | {row.Connections:N0} | {rate} | {row.LimitPerSecond:N0} | {(row.Refused is null ? row.OfLimit : null):F2} | {row.P50:F1} | {row.P99:F1} | {row.Cpu:N0} | {row.LimitCpu:N0} | {row.DatabaseCpu:N0} | {row.Bytes:N0} | {row.Memory:N0} | {string.Join("; ", new[] { row.Refused, row.Note }.Where(part => part is { Length: > 0 }))} |\n");
        }

        if (results.Figures.Count > 0)
        {
            text.Append("\n| | database | |\n| --- | --- | ---: |\n");
            results.Figures.ForEach(figure => text.Append(CultureInfo.InvariantCulture, $"| {figure.Name} | {figure.Database} | {figure.Value} |\n"));
        }

        foreach (var curve in results.Growth.GroupBy(point => (point.Curve, point.Series)))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n| {curve.Key.Curve}, {curve.Key.Series} | {string.Join(" | ", curve.Select(point => point.At.ToString("N0", CultureInfo.InvariantCulture)))} |\n");
            text.Append(CultureInfo.InvariantCulture, $"| --- |{string.Concat(curve.Select(_ => " ---: |"))}\n");
            text.Append(CultureInfo.InvariantCulture, $"| CPU µs | {string.Join(" | ", curve.Select(point => point.Value.ToString("F1", CultureInfo.InvariantCulture)))} |\n");
        }

        return text.ToString();
    }

    private static string Machine()
    {
        var processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim();
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores of {processor}, {memory} GB, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, commit {Commit()}, {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC.");
    }

    private static string Commit()
    {
        try
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["rev-parse", "--short", "HEAD"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return commit.Length > 0 ? commit : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
