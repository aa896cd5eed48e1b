using System.Globalization;

namespace SkillFlaw.Bench.All.Processes;

/// <summary>What Linux says of a process.</summary>
internal static class ProcessFiles
{
    private const double TicksPerSecond = 100;

    /// <summary>The CPU time that a process has taken.</summary>
    public static TimeSpan CpuOf(int process)
    {
        var fields = FieldsOf(process);
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / TicksPerSecond);
    }

    /// <summary>The CPU time of a process and its children, those that have ended included.</summary>
    public static TimeSpan CpuOfTree(int process)
    {
        var time = TimeSpan.Zero;
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id))
            {
                try
                {
                    var fields = FieldsOf(id);
                    if (id == process || Number(fields[1]) == process)
                    {
                        var ended = id == process ? Number(fields[13]) + Number(fields[14]) : 0;
                        time += TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12]) + ended) / TicksPerSecond);
                    }
                }
                catch (IOException)
                {
                    // It has ended meanwhile.
                }
            }
        }

        return time;
    }

    /// <summary>The resident memory of a process, in megabytes.</summary>
    public static double MemoryOf(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) / 1024;
    }

    // The name of the program, in brackets, may have spaces; what follows it begins with the state.
    private static string[] FieldsOf(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        return text[(text.LastIndexOf(')') + 2)..].Split(' ');
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
