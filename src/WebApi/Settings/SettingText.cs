using System.Globalization;
using System.Net;

namespace SkillFlaw.WebApi.Settings;

/// <summary>Reads the values of settings. Each says in one sentence what it takes.</summary>
internal static class SettingText
{
    public static int Whole(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"must be a whole number from {least} to {most}");

    public static TimeSpan Seconds(string text, int least, int most) => TimeSpan.FromSeconds(Whole(text, least, most));

    public static bool Flag(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => throw new FormatException("must be true or false"),
    };

    public static string OneOf(string text, params string[] choices) =>
        choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"must be one of {string.Join(", ", choices)}");

    public static string Folder(string text) => Path.GetFullPath(text.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), text[2..])
        : text);

    public static IReadOnlyList<string> Origins(string text) =>
    [
        .. Items(text).Select(item =>
            Uri.TryCreate(item, UriKind.Absolute, out var origin) && origin.Scheme is "http" or "https" && origin.AbsolutePath == "/"
                ? origin.GetLeftPart(UriPartial.Authority)
                : throw new FormatException("must be a list of origins like https://app.example.com, separated by commas")),
    ];

    public static IReadOnlyList<string> Addresses(string text) =>
    [
        .. Items(text).Select(item => IPNetwork.TryParse(item, out _) || IPAddress.TryParse(item, out _)
            ? item
            : throw new FormatException("must be a list of addresses or networks like 10.0.0.0/8, separated by commas")),
    ];

    public static LogLevel Level(string text) => text.ToLowerInvariant() switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "info" or "information" => LogLevel.Information,
        "warning" or "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "critical" => LogLevel.Critical,
        _ => throw new FormatException("must be one of debug, info, warning, error, critical"),
    };

    private static string[] Items(string text) =>
        text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
