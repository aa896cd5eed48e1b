using System.Text;

namespace SkillFlaw.Graph.Conversions;

/// <summary>The expected texts are what CPython 3.11 printed.</summary>
public sealed class PythonStringTests
{
    [Theory]
    [InlineData("", "''")]
    [InlineData("plain", "'plain'")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("say \"a\"", "'say \"a\"'")]
    [InlineData("it's \"a\"", "'it\\'s \"a\"'")]
    [InlineData("a\\b", "'a\\\\b'")]
    [InlineData("\n\r\t\0\u001b\u007f", "'\\n\\r\\t\\x00\\x1b\\x7f'")]
    [InlineData("\u00e9\u00a0\u00ad\u0085", "'é\\xa0\\xad\\x85'")]
    [InlineData("\u2028\u200b\u3000\ufeff\ue000", "'\\u2028\\u200b\\u3000\\ufeff\\ue000'")]
    [InlineData("漢字😀", "'漢字😀'")]
    [InlineData("\U000e0001", "'\\U000e0001'")]
    public void AppendQuoted_OfText_EscapesAsPython(string text, string expected)
    {
        var result = new StringBuilder();

        PythonString.AppendQuoted(result, text);

        Assert.Equal(expected, result.ToString());
    }

    [Fact]
    public void AppendQuoted_OfHalfASurrogatePair_EscapesIt()
    {
        var result = new StringBuilder();

        PythonString.AppendQuoted(result, "a\ud83d");

        Assert.Equal("'a\\ud83d'", result.ToString());
    }

    [Theory]
    [InlineData(" \t a b \n", "a b")]
    [InlineData("\u001c\u001fa\u3000", "a")]
    [InlineData("\u200ba", "\u200ba")]
    [InlineData(" \n ", "")]
    [InlineData("", "")]
    public void Strip_OfText_RemovesWhiteSpaceAtBothEnds(string text, string expected)
    {
        Assert.Equal(expected, PythonString.Strip(text));
    }
}
