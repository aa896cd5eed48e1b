using SkillFlaw.Graph.Conversions;

namespace SkillFlaw.Components.Processing;

/// <summary>What becomes of a separator.</summary>
internal enum SeparatorPlace
{
    /// <summary>It stands between the pieces of a chunk, and is gone between two chunks.</summary>
    Between,

    /// <summary>It starts the piece that follows it.</summary>
    Start,

    /// <summary>It ends the piece before it.</summary>
    End,
}

/// <summary>
/// Cuts a text at a separator and joins neighbouring pieces to chunks that are no longer than a size. Each chunk starts with the last pieces
/// of the one before, as far as the overlap takes them. A piece that is longer than the size stays whole. Lengths are in characters as
/// Python counts them: an emoji is one.
/// </summary>
internal sealed class CharacterSplitter(string separator, SeparatorPlace place, long size, long overlap)
{
    // A long overlap makes many long chunks of one text: all of them together are bounded. (Half of it in memory is a quarter of a gigabyte.)
    private const long MostCharacters = 100_000_000;

    private readonly string _between = place is SeparatorPlace.Between ? separator : "";
    private long _written;

    /// <summary>The chunks of a text, without white space at their ends and without empty ones.</summary>
    /// <exception cref="ComponentException">All chunks that this has made are too many characters.</exception>
    public IEnumerable<string> Split(string text)
    {
        var betweenLength = LengthOf(_between);
        var pieces = new Queue<(string Text, int Length)>();
        var total = 0L;
        foreach (var piece in Pieces(text))
        {
            var length = LengthOf(piece);
            if (pieces.Count > 0 && total + betweenLength + length > size)
            {
                if (Join(pieces, total) is { Length: > 0 } chunk)
                {
                    yield return chunk;
                }

                while (total > overlap || (total > 0 && total + betweenLength + length > size))
                {
                    total -= pieces.Dequeue().Length + (pieces.Count > 0 ? betweenLength : 0);
                }
            }

            total += length + (pieces.Count > 0 ? betweenLength : 0);
            pieces.Enqueue((piece, length));
        }

        if (Join(pieces, total) is { Length: > 0 } last)
        {
            yield return last;
        }
    }

    private IEnumerable<string> Pieces(string text) => separator.Length > 0 ? Parts(text) : Characters(text);

    private IEnumerable<string> Parts(string text)
    {
        var start = 0;
        for (var at = text.IndexOf(separator, StringComparison.Ordinal); at >= 0;)
        {
            var next = at + separator.Length;
            var end = place is SeparatorPlace.End ? next : at;
            if (end > start)
            {
                yield return text[start..end];
            }

            start = place is SeparatorPlace.Start ? at : next;
            at = text.IndexOf(separator, next, StringComparison.Ordinal);
        }

        if (start < text.Length)
        {
            yield return text[start..];
        }
    }

    private static IEnumerable<string> Characters(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;
            yield return text.Substring(at, length);
            at += length;
        }
    }

    private string Join(IEnumerable<(string Text, int Length)> pieces, long length)
    {
        _written += length;
        return _written > MostCharacters
            ? throw new ComponentException(
                $"Error splitting text: the chunks have more than {MostCharacters} characters. Make the overlap smaller or the text shorter.")
            : PythonString.Strip(string.Join(_between, pieces.Select(piece => piece.Text)));
    }

    private static int LengthOf(string text) => text.Length - text.Count(char.IsLowSurrogate);
}
