using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

public sealed class TextFormsTests
{
    [Theory]
    [InlineData("a\n \t\nb", "a\n\nb")]
    [InlineData("a\n\nb", "a\n\nb")]
    [InlineData("a\n\n\n\n\nb", "a\n\nb")]
    [InlineData("a\n  \n\n \nb", "a\n\nb")]
    [InlineData("a\n  b  \n", "a\n  b  \n")]
    [InlineData("\n\n\nb", "\nb")]
    [InlineData("a\n\n", "a\n")]
    [InlineData("  ", "")]
    [InlineData("a\r\n\r\nb", "a\r\n\nb")]
    public void Clean_OfText_CollapsesBlankLinesAsPython(string text, string expected)
    {
        Assert.Equal(expected, TextForms.Clean(text));
    }

    [Fact]
    public void SafeConvert_OfText_IsCleaned()
    {
        Assert.Equal("a\n\nb", TextForms.SafeConvert(FlowValue.Of("a\n \n \n \nb")));
    }

    [Fact]
    public void SafeConvert_OfMessage_IsItsTextUnchanged()
    {
        Assert.Equal("a\n\n\n\nb", TextForms.SafeConvert(new Message("a\n\n\n\nb")));
    }

    [Fact]
    public void SafeConvert_OfData_IsFencedJsonWithIndent2()
    {
        var data = new Data((ObjectValue)JsonValues.Parse("""{"name":"Zoë 😀 <b>","n":1.0,"l":[""]}"""));

        Assert.Equal("""
            ```json
            {
              "name": "Zoë 😀 <b>",
              "n": 1.0,
              "l": [
                ""
              ]
            }
            ```
            """, TextForms.SafeConvert(data));
    }

    [Fact]
    public void SafeConvert_OfDataFrame_IsATableWithEscapedPipes()
    {
        Assert.Equal("""
            | a      | b   |
            |:-------|:----|
            | x\|y\| |     |
            |        |     |
            """, TextForms.SafeConvert(Frame(("x|y|", "  "), (null, null))));
    }

    [Fact]
    public void SafeConvert_OfDataFrameToClean_LeavesOutEmptyRowsAndLines()
    {
        Assert.Equal("""
            | a       | b   |
            |:--------|:----|
            | 1<br/>2 |     |
            | x\|y    | z   |
            """, TextForms.SafeConvert(
                Frame(("1\n\n\r\n2", " \n "), (null, null), ("x|y", "z")), cleanData: true));
    }

    [Fact]
    public void SafeConvert_OfList_IsWhatPythonPrints()
    {
        Assert.Equal("['a', 1, None]", TextForms.SafeConvert(FlowValue.Of([FlowValue.Of("a"), FlowValue.Of(1), NullValue.Instance])));
    }

    [Fact]
    public void SafeConvert_OfObject_IsWhatPythonPrints()
    {
        Assert.Equal("{'a': True}", TextForms.SafeConvert(FlowValue.Of(("a", BooleanValue.True))));
    }

    [Fact]
    public void SafeConvert_OfNull_IsRefused()
    {
        var failure = Assert.Throws<InvalidValueException>(() => TextForms.SafeConvert(NullValue.Instance));

        Assert.Equal("Input data cannot be None", failure.Message);
    }

    private static DataFrame Frame(params (string? A, string? B)[] rows) =>
        DataFrame.FromRecords(rows.Select(row => FlowValue.Of(("a", FlowValue.Of(row.A)), ("b", FlowValue.Of(row.B)))));
}
