using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SkillFlaw.FakeOpenAI.Schemas;

/// <summary>A string for a schema: empty, or an example of its format, made as long as it must be.</summary>
internal static class StringSample
{
    private const int MaxLength = 100_000;
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(1);

    /// <summary>False when the string that was made up is too long, or does not match the pattern.</summary>
    public static bool TryCreate(JsonObject rules, out JsonNode? sample)
    {
        sample = null;
        var length = rules["minLength"]?.GetValue<double>() ?? 0;
        if (length > MaxLength)
        {
            return false;
        }

        var text = OfFormat(rules["format"]?.GetValue<string>()).PadRight((int)length, 'a');
        sample = JsonValue.Create(text);
        return text.Length <= (rules["maxLength"]?.GetValue<double>() ?? text.Length)
            && (rules["pattern"]?.GetValue<string>() is not { } pattern || Regex.IsMatch(text, pattern, RegexOptions.None, _limit));
    }

    private static string OfFormat(string? format) => format switch
    {
        "date-time" => "2000-01-01T00:00:00Z",
        "date" => "2000-01-01",
        "time" => "00:00:00Z",
        "duration" => "PT0S",
        "email" => "a@example.com",
        "hostname" => "example.com",
        "ipv4" => "127.0.0.1",
        "ipv6" => "::1",
        "uri" => "http://example.com",
        "uuid" => "00000000-0000-0000-0000-000000000000",
        _ => "",
    };
}
