using System.Globalization;
using System.Text;

namespace SkillFlaw.Components.Jq.Values;

/// <summary>Texts count in code points in jq, and in UTF-16 units here.</summary>
internal static class JqText
{
    public static bool HasPairs(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0;

    /// <summary>How many code points a text has.</summary>
    public static int Length(ReadOnlySpan<char> text)
    {
        var points = text.Length;
        for (var at = 1; at < text.Length; at++)
        {
            if (char.IsSurrogatePair(text[at - 1], text[at]))
            {
                points--;
                at++;
            }
        }

        return points;
    }

    /// <summary>Where a code point stands.</summary>
    public static int UnitAt(string text, int point)
    {
        if (!HasPairs(text))
        {
            return point;
        }

        var unit = 0;
        for (; point > 0 && unit < text.Length; point--)
        {
            unit += IsPairAt(text, unit) ? 2 : 1;
        }

        return unit;
    }

    /// <summary>True where a unit is the second half of a pair: no place to cut.</summary>
    public static bool IsInsidePair(string text, int unit) => unit > 0 && IsPairAt(text, unit - 1);

    public static bool IsPairAt(string text, int unit) => unit + 1 < text.Length && char.IsSurrogatePair(text[unit], text[unit + 1]);

    /// <summary>The text of a code point; U+FFFD where there is no such code point.</summary>
    public static string FromPoint(double point) =>
        (Rune.TryCreate(JqNumbers.ToInt(point), out var rune) ? rune : Rune.ReplacementChar).ToString();

    /// <summary>The text with U+FFFD for halves of pairs.</summary>
    public static string Repair(string text)
    {
        if (!HasPairs(text))
        {
            return text;
        }

        var repaired = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            repaired.Append(rune.ToString());
        }

        return repaired.ToString();
    }

    /// <summary>The units of a code point, as hexadecimal escapes of a regular expression.</summary>
    public static string Escape(int unit) => "\\u" + unit.ToString("X4", CultureInfo.InvariantCulture);
}
