using System.Buffers;
using System.Globalization;
using System.Text;

namespace SkillFlaw.Storage.Text;

/// <summary>
/// Any string as one that every database takes. PostgreSQL refuses NUL, SQLite reads no further than it, and neither has halves of a
/// surrogate pair; a model may send all of that. Such characters become U+E000 and four hex digits, and so does U+E000 itself.
/// </summary>
internal static class StorableText
{
    private const char Escape = '\uE000';
    private const int EscapedLength = 5;
    private static readonly SearchValues<char> _suspects = SearchValues.Create(
        [.. "\0\uE000", .. Enumerable.Range(0xD800, 0x800).Select(code => (char)code)]);

    internal static string ToStorable(string text)
    {
        var start = text.AsSpan().IndexOfAny(_suspects);
        if (start < 0)
        {
            return text;
        }

        var result = new StringBuilder(text, 0, start, text.Length + EscapedLength);
        for (var i = start; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                result.Append(text, i++, 2);
            }
            else if (text[i] is '\0' or Escape || char.IsSurrogate(text[i]))
            {
                result.Append(Escape).Append(((int)text[i]).ToString("X4", CultureInfo.InvariantCulture));
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }

    internal static string FromStorable(string stored)
    {
        var next = stored.IndexOf(Escape, StringComparison.Ordinal);
        if (next < 0)
        {
            return stored;
        }

        var result = new StringBuilder(stored.Length);
        var done = 0;
        for (; next >= 0; next = stored.IndexOf(Escape, done))
        {
            result.Append(stored, done, next - done);
            done = next + EscapedLength;

            // Whoever wrote here without us may have left a lone one.
            if (done <= stored.Length && ushort.TryParse(
                stored.AsSpan(next + 1, EscapedLength - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                result.Append((char)code);
            }
            else
            {
                done = next + 1;
                result.Append(Escape);
            }
        }

        return result.Append(stored, done, stored.Length - done).ToString();
    }
}
