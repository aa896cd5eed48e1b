using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq;

public sealed class JqSyntaxTests
{
    [Theory]
    [InlineData("", "The jq filter is empty. Use '.' to pass the input on.")]
    [InlineData("  # only a comment", "The jq filter is empty. Use '.' to pass the input on.")]
    [InlineData("1 |", "The jq filter is not valid: unexpected the end of the filter at position 4.")]
    [InlineData(".a.", "The jq filter is not valid: unexpected the end of the filter at position 4.")]
    [InlineData("[1", "The jq filter is not valid: unexpected the end of the filter, expected ']' at position 3.")]
    [InlineData("{a b}", "The jq filter is not valid: unexpected 'b', expected '}' at position 4.")]
    [InlineData("1 as x | 1", "The jq filter is not valid: unexpected 'x' at position 6.")]
    [InlineData("if 1 then 2", "The jq filter is not valid: unexpected the end of the filter, expected 'end' at position 12.")]
    [InlineData("1 == 1 == 1", "The jq filter is not valid: unexpected '==' at position 8.")]
    [InlineData(".a = .b = 3", "The jq filter is not valid: unexpected '=' at position 9.")]
    [InlineData("1 ! 2", "The jq filter is not valid: unexpected '!' at position 3.")]
    [InlineData("😀", "The jq filter is not valid: unexpected '😀' at position 1.")]
    [InlineData("\"a", "The jq filter is not valid: a text has no closing quote.")]
    [InlineData("\"\\x\"", "The jq filter is not valid: there is no escape '\\x' (position 3).")]
    [InlineData("\"\\(1;2)\"", "The jq filter is not valid: unexpected ';', expected ')' at position 5.")]
    [InlineData("reduce . as $x (0)", "The jq filter is not valid: unexpected ')', expected ';' at position 18.")]
    [InlineData("def f: 1;", "The jq filter is not valid: unexpected the end of the filter at position 10.")]
    [InlineData("then", "The jq filter is not valid: unexpected 'then' at position 1.")]
    [InlineData("$x", "$x is not defined in the jq filter.")]
    [InlineData("1 as $x | 2, $y", "$y is not defined in the jq filter.")]
    [InlineData("foo", "foo/0 is not defined in the jq filter.")]
    [InlineData("map", "map/0 is not defined in the jq filter.")]
    [InlineData("length(1)", "length/1 is not defined in the jq filter.")]
    [InlineData("_match(1; 2; 3)", "_match/3 is not defined in the jq filter.")]
    [InlineData("def f(g): g; f", "f/0 is not defined in the jq filter.")]
    [InlineData("break $out", "The jq filter has no label $out to break to.")]
    [InlineData("@nothing", "nothing is not a valid format of jq.")]
    [InlineData("@nothing \"x\"", "nothing is not a valid format of jq.")]
    [InlineData(". as {k: $k, ($k): $v} | $v", "$k is not defined in the jq filter.")]
    public void Parse_NoFilter_SaysWhere(string filter, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidValueException>(() => JqProgram.Parse(filter)).Message);

    [Theory]
    [InlineData("env")]
    [InlineData("$ENV")]
    [InlineData("$ENV.PATH")]
    [InlineData("input")]
    [InlineData("[inputs]")]
    [InlineData("halt")]
    [InlineData("halt_error")]
    [InlineData("input_filename")]
    [InlineData("$__prog_args")]
    public void Parse_AnythingButTheInput_IsRefused(string filter)
    {
        var failure = Assert.Throws<InvalidValueException>(() => JqProgram.Parse(filter));

        Assert.EndsWith("is not available here: a jq filter sees nothing but its input.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("include \"a\"; .")]
    [InlineData("import \"a\" as a; .")]
    public void Parse_OtherFiles_AreRefused(string filter) => Assert.Equal(
        "A jq filter cannot include other files here.",
        Assert.Throws<InvalidValueException>(() => JqProgram.Parse(filter)).Message);

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    [InlineData("\"\\(", ")\"")]
    [InlineData("if 1 then ", " end")]
    [InlineData("1 as $x | ", "")]
    [InlineData("def f: ", "; .")]
    [InlineData("try ", "")]
    [InlineData("try -", "")]
    [InlineData("label $x | ", "")]
    [InlineData("reduce (", ") as $x (0; 1)")]
    [InlineData(".[", "]")]
    [InlineData("map(", ")")]
    [InlineData("1 as [", "$x] | 2")]
    [InlineData("1 + def f: 1; ", "")]
    public void Parse_DeepNesting_IsRefused(string open, string close)
    {
        var filter = string.Concat(Enumerable.Repeat(open, 5000)) + "1" + string.Concat(Enumerable.Repeat(close, 5000));

        Assert.Throws<InvalidValueException>(() => JqProgram.Parse(filter));
    }

    [Theory]
    [InlineData("1", "+1")]
    [InlineData("1", "|1")]
    [InlineData("1", ",1")]
    [InlineData("1", "//1")]
    [InlineData("1", " or 1")]
    [InlineData(".a", ".a")]
    [InlineData(".", "[]?")]
    [InlineData("-", "-1")]
    [InlineData("if 1 then 2", " elif 1 then 2")]
    public void Run_LongFilter_NeedsNoStack(string start, string repeated)
    {
        var filter = start + string.Concat(Enumerable.Repeat(repeated, 5000)) + (start[0] == 'i' ? " end" : start == "-" ? "1" : "");

        _ = JqProgram.Parse(filter).Run(NullValue.Instance, CancellationToken.None).Count();
    }

    [Theory]
    [InlineData("def f#: 1; ", "", "")]
    [InlineData("def f(", "$x#; ", "$y): 1; .")]
    [InlineData(". as [", "$x#, ", "$y] | 1")]
    public void Parse_TooManyNames_IsRefused(string start, string repeated, string end)
    {
        var filter = repeated.Length == 0
            ? string.Concat(Enumerable.Range(0, 500).Select(number => start.Replace("#", $"{number}", StringComparison.Ordinal))) + "."
            : start + string.Concat(Enumerable.Range(0, 500).Select(number => repeated.Replace("#", $"{number}", StringComparison.Ordinal))) + end;

        Assert.Equal(
            "The jq filter has more than 400 names in one place.",
            Assert.Throws<InvalidValueException>(() => JqProgram.Parse(filter)).Message);
    }

    [Fact]
    public void Parse_TooLongFilter_IsRefused() => Assert.Equal(
        "The jq filter has more than 100,000 characters.",
        Assert.Throws<InvalidValueException>(() => JqProgram.Parse("." + new string(' ', 100_000))).Message);
}
