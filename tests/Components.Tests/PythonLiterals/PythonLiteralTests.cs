using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.PythonLiterals;

/// <summary>What Python's <c>ast.literal_eval</c> gives, with tuples and sets as lists and the keys of dicts as texts.</summary>
public sealed class PythonLiteralTests
{
    [Theory]
    [InlineData("None", "null")]
    [InlineData("True", "true")]
    [InlineData(" False ", "false")]
    [InlineData("0", "0")]
    [InlineData("-12", "-12")]
    [InlineData("+ 12", "12")]
    [InlineData("00", "0")]
    [InlineData("1_000_000", "1000000")]
    [InlineData("0x1F", "31")]
    [InlineData("0X_ff", "255")]
    [InlineData("0b1_01", "5")]
    [InlineData("-0o17", "-15")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("1.5", "1.5")]
    [InlineData("-2.5e3", "-2500.0")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5.0")]
    [InlineData("1_0.0_1e1_0", "100100000000.0")]
    [InlineData("0_0.5", "0.5")]
    [InlineData("1e5", "100000.0")]
    public void TryParse_Scalar_GivesIt(string literal, string json) => Assert.Equal(json, Parse(literal)!.ToJson());

    [Theory]
    [InlineData("'text'", "text")]
    [InlineData("\"it's\"", "it's")]
    [InlineData("'say \"hi\"'", "say \"hi\"")]
    [InlineData("'it\\'s'", "it's")]
    [InlineData("''", "")]
    [InlineData("''''''", "")]
    [InlineData("'''a\n'b' ''c'''", "a\n'b' ''c")]
    [InlineData("\"\"\"x\"y\"\"\"", "x\"y")]
    [InlineData("'a\\n\\t\\\\\\a\\b\\f\\v\\r\\q'", "a\n\t\\\a\b\f\v\r\\q")]
    [InlineData("'\\x41\\u00e9\\U0001F600\\101\\0'", "Aé😀A\0")]
    [InlineData("'\\ud83d\\ude00'", "😀")]
    [InlineData("'a\\\nb'", "ab")]
    [InlineData("r'\\n\\''", "\\n\\'")]
    [InlineData("R\"\\d\"", "\\d")]
    [InlineData("u'x'", "x")]
    [InlineData("'a' \"b\" r'\\c'", "ab\\c")]
    [InlineData("('a'\n 'b')", "ab")]
    [InlineData("'''a\r\nb\rc'''", "a\nb\nc")]
    [InlineData("'# no comment'", "# no comment")]
    public void TryParse_String_GivesItsText(string literal, string text) => Assert.Equal(FlowValue.Of(text), Parse(literal));

    [Theory]
    [InlineData("[]", "[]")]
    [InlineData("[1, 'a', None, [True, 2.5],]", """[1,"a",null,[true,2.5]]""")]
    [InlineData("()", "[]")]
    [InlineData("(1)", "1")]
    [InlineData("(1,)", "[1]")]
    [InlineData("(1, (2, 3))", "[1,[2,3]]")]
    [InlineData("1, 2", "[1,2]")]
    [InlineData("1,", "[1]")]
    [InlineData("{}", "{}")]
    [InlineData("{'a': 1, \"b\": [2], 'c': {'d': None}}", """{"a":1,"b":[2],"c":{"d":null}}""")]
    [InlineData("{'a': 1, 'b': 2, 'a': 3}", """{"a":3,"b":2}""")]
    [InlineData("{1: 'x', None: 'y', True: 'z', 2.5: 'w'}", """{"1":"x","None":"y","True":"z","2.5":"w"}""")]
    [InlineData("{1, 2, 1}", "[1,2]")]
    [InlineData("{(1, 2), (3,)}", "[[1,2],[3]]")]
    [InlineData("set()", "[]")]
    [InlineData("[set(), ()]", "[[],[]]")]
    [InlineData("[\n  1, # one\n  2\n]\n", "[1,2]")]
    [InlineData("{'a':1} # done", """{"a":1}""")]
    [InlineData("[1, \\\n2]", "[1,2]")]
    [InlineData("[-1, +2, - 3]", "[-1,2,-3]")]
    public void TryParse_Container_GivesListOrObject(string literal, string json) => Assert.Equal(json, Parse(literal)!.ToJson());

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("name")]
    [InlineData("Nones")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("nan")]
    [InlineData("1 + 1")]
    [InlineData("--1")]
    [InlineData("-True")]
    [InlineData("1j")]
    [InlineData("1 2")]
    [InlineData("01")]
    [InlineData("1__0")]
    [InlineData("1_")]
    [InlineData("0x")]
    [InlineData("0xf_")]
    [InlineData("0b12")]
    [InlineData("1e")]
    [InlineData("1.2.3")]
    [InlineData("1a")]
    [InlineData(".")]
    [InlineData("'open")]
    [InlineData("'two\nlines'")]
    [InlineData("'''open''")]
    [InlineData("'\\x4'")]
    [InlineData("'\\U00110000'")]
    [InlineData("'\\ud83d'")]
    [InlineData("'\\N{BULLET}'")]
    [InlineData("b'bytes'")]
    [InlineData("rb'bytes'")]
    [InlineData("'a' b'b'")]
    [InlineData("f'{x}'")]
    [InlineData("'a'\n'b'")]
    [InlineData("[1, 2")]
    [InlineData("[1,,2]")]
    [InlineData("[,]")]
    [InlineData("(,)")]
    [InlineData("[1 2]")]
    [InlineData("[1] [2]")]
    [InlineData("{1: }")]
    [InlineData("{1: 2, 3}")]
    [InlineData("{1, 2: 3}")]
    [InlineData("{[1]: 2}")]
    [InlineData("{{}}")]
    [InlineData("{**{}}")]
    [InlineData("[*[]]")]
    [InlineData("[x for x in []]")]
    [InlineData("set([1])")]
    [InlineData("dict()")]
    [InlineData("...")]
    [InlineData("1;")]
    [InlineData("[1]\\")]
    [InlineData("'a\0b'")]
    [InlineData("__import__('os').system('true')")]
    [InlineData("().__class__")]
    [InlineData("[1][0]")]
    [InlineData("lambda: 1")]
    [InlineData("{\"a\": true}")]
    public void TryParse_NoLiteral_IsFalse(string text) => Assert.Null(Parse(text));

    [Theory]
    [InlineData("[", "]")]
    [InlineData("(", ")")]
    [InlineData("{'a': ", "}")]
    [InlineData("[(", ",)]")]
    public void TryParse_DeepNesting_IsFalse(string open, string close)
    {
        Assert.Null(Parse(Nested(100_000)));
        Assert.NotNull(Parse(Nested(100)));

        string Nested(int depth) =>
            string.Concat(Enumerable.Repeat(open, depth)) + "1" + string.Concat(Enumerable.Repeat(close, depth));
    }

    [Fact]
    public void TryParse_TooManyDigits_IsFalse()
    {
        Assert.NotNull(Parse(new string('9', 4_300)));
        Assert.Null(Parse(new string('9', 4_301)));
        Assert.Null(Parse("0x" + new string('f', 4_301)));
    }

    [Fact]
    public void TryParse_TooLong_IsFalse() => Assert.Null(Parse($"'{new string('x', 10_000_000)}'"));

    [Fact]
    public void TryParse_TooLargeFloat_IsInfinite() => Assert.Equal(FlowValue.Of(double.PositiveInfinity), Parse("1e400"));

    private static FlowValue? Parse(string text) => PythonLiteral.TryParse(text, out var value) ? value : null;
}
