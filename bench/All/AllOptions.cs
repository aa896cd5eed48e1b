using System.Globalization;

namespace SkillFlaw.Bench.All;

/// <summary>What to measure, and for how long.</summary>
internal sealed record AllOptions
{
    public const string Usage =
        "Usage: dotnet run -c Release --project bench -- all [--seconds 5] [--only NAME[,NAME…]] [--server FOLDER]"
        + " [--database sqlite|postgresql] [--messages 1000000] [--name LABEL] [--compare RESULTS]";

    /// <summary>How long a round takes.</summary>
    public double Seconds { get; init; } = 5;

    /// <summary>The scenarios to measure; none for all.</summary>
    public string[] Only { get; init; } = [];

    /// <summary>The folder of a published server; null to publish the sources.</summary>
    public string? Server { get; init; }

    /// <summary>The only kind of database to measure with; null for each that there is.</summary>
    public string? Database { get; init; }

    /// <summary>The most messages that are stored before runs are measured.</summary>
    public int Messages { get; init; } = 1_000_000;

    /// <summary>Added to the names of the files with the results.</summary>
    public string? Name { get; init; }

    /// <summary>Earlier results to draw the growth curves with: the name of their files in bench/results, without an ending.</summary>
    public string? Compare { get; init; }

    /// <summary>Reads the arguments behind <c>all</c>.</summary>
    /// <returns>Null when they cannot be.</returns>
    public static AllOptions? Read(string[] arguments)
    {
        var options = new AllOptions();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            switch (arguments.AsSpan(i))
            {
                case ["--seconds", var text, ..] when double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 60:
                    options = options with { Seconds = seconds };
                    break;
                case ["--only", var names, ..] when names.Split(',') is var only && only.All(AllBenchmark.Names.Contains):
                    options = options with { Only = only };
                    break;
                case ["--server", var folder, ..] when Directory.Exists(folder):
                    options = options with { Server = folder };
                    break;
                case ["--database", ("sqlite" or "postgresql") and var database, ..]:
                    options = options with { Database = database };
                    break;
                case ["--messages", var text, ..] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var messages) && messages is >= 1_000 and <= 100_000_000:
                    options = options with { Messages = messages };
                    break;
                case ["--name", var name, ..] when name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'):
                    options = options with { Name = name };
                    break;
                case ["--compare", var name, ..] when File.Exists(Results.ResultFiles.Json(name)):
                    options = options with { Compare = name };
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
