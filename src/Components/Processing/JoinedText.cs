using System.Text;

namespace SkillFlaw.Components.Processing;

/// <summary>Texts with a separator between them. A long template and many rows must not fill the memory, so all of it is bounded.</summary>
internal sealed class JoinedText(string separator)
{
    private const int MostCharacters = 50_000_000;

    private readonly StringBuilder _text = new();
    private bool _hasAny;

    /// <summary>Adds a text.</summary>
    /// <exception cref="ComponentException">It is too much.</exception>
    public void Add(string text)
    {
        var between = _hasAny ? separator : "";
        CheckLength((long)_text.Length + between.Length + text.Length);
        _text.Append(between).Append(text);
        _hasAny = true;
    }

    /// <summary>Refuses what all texts together must not be.</summary>
    public static void CheckLength(long length)
    {
        if (length > MostCharacters)
        {
            throw new ComponentException($"The text has more than {MostCharacters} characters.");
        }
    }

    /// <inheritdoc />
    public override string ToString() => _text.ToString();
}
