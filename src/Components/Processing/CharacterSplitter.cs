using System.Text;
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
/// Cuts a text at a separator and joins neighbouring pieces to chunks that are no longer than a size. Each chunk starts with the last
/// pieces of the one before, as far as the overlap takes them. A piece that is longer than the size stays whole. Lengths are in
/// characters as Python counts them: an emoji is one.
/// </summary>
internal sealed class CharacterSplitter(string separator, SeparatorPlace place, long size, long overlap)
{
    // A long overlap makes many long chunks of one text: all of them together are bounded.
    private const long MostCharacters = 50_000_000;

    private readonly string _between = place is SeparatorPlace.Between ? separator : "";
    private long _written;

    // Only where it is: a text may have millions of pieces.
    private readonly record struct Piece(int Start, int End, int Length);

    /// <summary>The chunks of a text, without white space at their ends and without empty ones.</summary>
    /// <exception cref="ComponentException">All chunks that this has made are too many characters.</exception>
    public IEnumerable<string> Split(string text)
    {
        var between = LengthOf(_between);
        var pieces = new Queue<Piece>();
        var total = 0L;
        foreach (var (start, end) in separator.Length > 0 ? Parts(text) : Characters(text))
        {
            var length = LengthOf(text.AsSpan(start, end - start));
            if (pieces.Count > 0 && total + between + length > size)
            {
                if (Join(text, pieces, total) is { Length: > 0 } chunk)
                {
                    yield return chunk;
                }

                while (total > overlap || (total > 0 && total + between + length > size))
                {
                    total -= pieces.Dequeue().Length + (pieces.Count > 0 ? between : 0);
                }
            }

            total += length + (pieces.Count > 0 ? between : 0);
            pieces.Enqueue(new Piece(start, end, length));
        }

        if (Join(text, pieces, total) is { Length: > 0 } last)
        {
            yield return last;
        }
    }

    private IEnumerable<(int Start, int End)> Parts(string text)
    {
        var start = 0;
        for (var at = text.IndexOf(separator, StringComparison.Ordinal); at >= 0;)
        {
            var next = at + separator.Length;
            var end = place is SeparatorPlace.End ? next : at;
            if (end > start)
            {
                yield return (start, end);
            }

            start = place is SeparatorPlace.Start ? at : next;
            at = text.IndexOf(separator, next, StringComparison.Ordinal);
        }

        if (start < text.Length)
        {
            yield return (start, text.Length);
        }
    }

    private static IEnumerable<(int Start, int End)> Characters(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var next = at + (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1);
            yield return (at, next);
            at = next;
        }
    }

    private string Join(string text, Queue<Piece> pieces, long length)
    {
        _written += length;
        if (_written > MostCharacters)
        {
            throw new ComponentException(
                $"Error splitting text: the chunks have more than {MostCharacters} characters. "
                + "Make the overlap smaller or the text shorter.");
        }

        var chunk = new StringBuilder();
        foreach (var piece in pieces)
        {
            chunk.Append(chunk.Length > 0 ? _between : "").Append(text, piece.Start, piece.End - piece.Start);
        }

        return PythonString.Strip(chunk.ToString());
    }

    private static int LengthOf(ReadOnlySpan<char> text)
    {
        var length = text.Length;
        foreach (var character in text)
        {
            length -= char.IsLowSurrogate(character) ? 1 : 0;
        }

        return length;
    }
}
