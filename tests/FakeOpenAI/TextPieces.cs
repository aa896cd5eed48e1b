namespace SkillFlaw.FakeOpenAI;

/// <summary>How texts are counted and cut. The pieces of a text, put together, are the text.</summary>
internal static class TextPieces
{
    /// <summary>How many words there are: what the fake takes for tokens.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (StartsWord(text, i))
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>Each word with the space before it.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var pieces = new List<string>();
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1]))
            {
                pieces.Add(text[start..i]);
                start = i;
            }
        }

        if (start < text.Length)
        {
            pieces.Add(text[start..]);
        }

        return pieces;
    }

    /// <summary>Pieces of a length, or one more where a character takes two places.</summary>
    public static IEnumerable<string> OfLength(string text, int length)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(start + length, text.Length);
            if (end < text.Length && char.IsSurrogatePair(text[end - 1], text[end]))
            {
                end++;
            }

            yield return text[start..end];
            start = end;
        }
    }

    private static bool StartsWord(ReadOnlySpan<char> text, int index) =>
        !char.IsWhiteSpace(text[index]) && (index == 0 || char.IsWhiteSpace(text[index - 1]));
}
