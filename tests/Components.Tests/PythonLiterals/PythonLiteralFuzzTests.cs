using SkillFlaw.Graph.Conversions;

namespace SkillFlaw.Components.PythonLiterals;

public sealed class PythonLiteralFuzzTests
{
    private static readonly string[] _parts =
    [
        "[", "]", "(", ")", "{", "}", ",", ":", " ", "\n", "\\", "\\\n", "#", "'", "\"", "'''", "\"\"\"", "a", "'a'", "r'", "b'", "u\"", "\\x4", "\\u00e9",
        "\\ud83d", "\\U0001F600", "\\8", "1", "-", "+", ".5", "1.", "e5", "0x", "0b1", "_", "00", "None", "True", "set()", "😀", "\0", "\r", "'k': ", "1, ",
        "[1, 2]", "{'a': 1}", "(1,)", "\\N{", "*", "j",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void TryParse_RandomTexts_NeverThrows(int seed)
    {
        var random = new Random(seed);
        for (var round = 0; round < 30_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => _parts[random.Next(_parts.Length)]));

            // What is read is printed as a literal that is read as the same.
            if (PythonLiteral.TryParse(text, out var value) && !PythonText.Repr(value).Contains("inf", StringComparison.Ordinal))
            {
                Assert.True(PythonLiteral.TryParse(PythonText.Repr(value), out var again), text);
                Assert.Equal(value, again);
            }
        }
    }
}
