using System.Collections.Immutable;
using System.Text;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Functions;

/// <summary>The formats: <c>@csv</c>, <c>@base64</c> and so on.</summary>
internal static class Formats
{
    private const string Base32Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The format of a name without its @, or null.</summary>
    public static JqFunction? Find(string name) => name switch
    {
        "text" => Basics.ToText,
        "json" => Basics.ToJson,
        "html" => (run, value, _) => Escape(run, JqJson.ToText(run, value), HtmlEscape),
        "uri" => (run, value, _) => Uri(run, JqJson.ToText(run, value)),
        "csv" => (run, value, _) => Row(run, value, "csv", ",", text => $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""),
        "tsv" => (run, value, _) => Row(run, value, "tsv", "\t", text => Escape(run, text, TsvEscape)),
        "sh" => Shell,
        "base64" => (run, value, _) => Bytes(run, JqJson.ToText(run, value), Convert.ToBase64String),
        "base64d" => (run, value, _) => FromBase64(run, JqJson.ToText(run, value)),
        "base32" => (run, value, _) => Bytes(run, JqJson.ToText(run, value), ToBase32),
        "base32d" => (run, value, _) => FromBase32(run, JqJson.ToText(run, value)),
        _ => null,
    };

    private static string? HtmlEscape(char character) => character switch
    {
        '<' => "&lt;",
        '>' => "&gt;",
        '&' => "&amp;",
        '\'' => "&apos;",
        '"' => "&quot;",
        _ => null,
    };

    private static string? TsvEscape(char character) => character switch
    {
        '\t' => "\\t",
        '\n' => "\\n",
        '\r' => "\\r",
        '\\' => "\\\\",
        _ => null,
    };

    private static string Escape(JqRun run, string text, Func<char, string?> escape)
    {
        run.SpendText(6L * text.Length);
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (escape(character) is { } replacement)
            {
                escaped.Append(replacement);
            }
            else
            {
                escaped.Append(character);
            }
        }

        return escaped.ToString();
    }

    private static JqResult Uri(JqRun run, string text)
    {
        run.SpendText(9L * text.Length);
        var escaped = new StringBuilder(text.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)unit) || unit is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
            {
                escaped.Append((char)unit);
            }
            else
            {
                escaped.Append('%').Append(Convert.ToHexString([unit]));
            }
        }

        return escaped.ToString();
    }

    private static JqResult Row(JqRun run, FlowValue value, string format, string separator, Func<string, string> quote)
    {
        if (value is not ListValue list)
        {
            return JqErrors.Of(run, value, $"cannot be {format}-formatted, only array");
        }

        var row = new StringBuilder();
        for (var index = 0; index < list.Count; index++)
        {
            if (list.Items[index] is ListValue or ObjectValue)
            {
                return JqErrors.Of(run, list.Items[index], $"is not valid in a {format} row");
            }

            var cell = list.Items[index] switch
            {
                NullValue => "",
                TextValue text => quote(text.Value),
                NumberValue { Value: double.NaN } => "",
                var other => JqJson.Write(run, other),
            };
            run.SpendText(cell.Length + 16, row.Length);
            row.Append(index == 0 ? "" : separator).Append(cell);
        }

        return row.ToString();
    }

    private static JqResult Shell(JqRun run, FlowValue value, ReadOnlySpan<FlowValue> arguments)
    {
        var items = value is ListValue list ? list.Items : [value];
        var words = new StringBuilder();
        for (var index = 0; index < items.Length; index++)
        {
            if (items[index] is ListValue or ObjectValue)
            {
                return JqErrors.Of(run, items[index], "can not be escaped for shell");
            }

            var word = items[index] is TextValue text
                ? $"'{text.Value.Replace("'", "'\\''", StringComparison.Ordinal)}'"
                : JqJson.Write(run, items[index]);
            run.SpendText(word.Length + 16, words.Length);
            words.Append(index == 0 ? "" : " ").Append(word);
        }

        return words.ToString();
    }

    private static JqResult Bytes(JqRun run, string text, Func<byte[], string> encode)
    {
        run.SpendText(6L * text.Length);
        return encode(Encoding.UTF8.GetBytes(text));
    }

    private static JqResult FromBase64(JqRun run, string text)
    {
        run.SpendText(text.Length);
        var end = text.IndexOf('=', StringComparison.Ordinal);
        var digits = end < 0 ? text : text[..end];
        if (!digits.All(digit => char.IsAsciiLetterOrDigit(digit) || digit is '+' or '/'))
        {
            return JqErrors.Of(run, FlowValue.Of(text), "is not valid base64 data");
        }

        return digits.Length % 4 == 1
            ? JqErrors.Of(run, FlowValue.Of(text), "trailing base64 byte found")
            : Encoding.UTF8.GetString(Convert.FromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '=')));
    }

    private static string ToBase32(byte[] bytes)
    {
        var digits = new StringBuilder();
        for (var start = 0; start < bytes.Length; start += 5)
        {
            var (group, count) = (0L, Math.Min(5, bytes.Length - start));
            for (var index = 0; index < 5; index++)
            {
                group = (group << 8) | (index < count ? bytes[start + index] : (byte)0);
            }

            for (var digit = 0; digit < 8; digit++)
            {
                digits.Append(digit * 5 < count * 8 ? Base32Digits[(int)(group >> (35 - digit * 5)) & 31] : '=');
            }
        }

        return digits.ToString();
    }

    private static JqResult FromBase32(JqRun run, string text)
    {
        run.SpendText(text.Length);
        var bytes = ImmutableArray.CreateBuilder<byte>();
        var (buffer, bits) = (0, 0);
        foreach (var character in text.TrimEnd('='))
        {
            var digit = Base32Digits.IndexOf(character, StringComparison.Ordinal);
            if (digit < 0)
            {
                return JqErrors.Of(run, FlowValue.Of(text), "is not valid base32 data");
            }

            (buffer, bits) = (((buffer << 5) | digit) & 0xFFF, bits + 5);
            if (bits >= 8)
            {
                bits -= 8;
                bytes.Add((byte)(buffer >> bits));
            }
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
