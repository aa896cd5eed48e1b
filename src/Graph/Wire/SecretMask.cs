using System.Text.RegularExpressions;

namespace SkillFlaw.Graph.Wire;

/// <summary>Tells by its name whether a value is a secret, and makes it unreadable.</summary>
internal static partial class SecretMask
{
    /// <summary>What stands for a secret that is too short to show a part of it.</summary>
    public const string Redacted = "***REDACTED***";

    private const int LongestRedacted = 12;

    private const int Shown = 4;

    /// <summary>Whether a name is one of those that secrets have.</summary>
    public static bool IsSecret(string name) => SecretNames().IsMatch(name);

    /// <summary>A secret with its first and last characters only, or with none of them. An empty text is no secret.</summary>
    public static string Mask(string secret)
    {
        if (CutJson.LengthOf(secret, LongestRedacted) == secret.Length)
        {
            return secret.Length == 0 ? "" : Redacted;
        }

        var end = secret.Length;
        for (var left = Shown; left > 0; left--)
        {
            end -= char.IsSurrogatePair(secret, end - 2) ? 2 : 1;
        }

        return $"{secret.AsSpan(0, CutJson.LengthOf(secret, Shown))}...{secret.AsSpan(end)}";
    }

    // Tokens are what models count, and tokenizers make; a token is a secret.
    [GeneratedRegex(
        "password|passwd|passphrase|secret|credential|token(?!s|iz)|authorization|bearer|cookie|(api|access|private|secret|auth|encryption)[-_ ]?key",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretNames();
}
