using System.Collections.Immutable;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

/// <summary>The expected tables are what tabulate 0.9 printed in its "pipe" format, unless the name of the test says otherwise.</summary>
public sealed class MarkdownTableTests
{
    [Fact]
    public void Write_OfTextsAndNumbers_FlushesNumbersRight()
    {
        Assert.Equal("""
            | name   |   age |   score |
            |:-------|------:|--------:|
            | Ann    |     5 |     1.5 |
            | Bob    |    42 |    10   |
            """, Table(["name", "age", "score"], "[\"Ann\", 5, 1.5]", "[\" Bob \", 42, 10]"));
    }

    [Fact]
    public void Write_OfNumbers_PrintsSixDigitsAndAlignsPoints()
    {
        Assert.Equal("""
            |         x |
            |----------:|
            |   3.14159 |
            |   1e-05   |
            |   1.5e+09 |
            |  -2       |
            | nan       |
            """, Table(["x"], "[3.14159265]", "[0.00001]", "[1500000000.0]", "[-2.0]", "[null]"));
    }

    [Fact]
    public void Write_OfIntegers_KeepsAllDigits()
    {
        Assert.Equal("""
            |                    n |
            |---------------------:|
            |              1234567 |
            | 12345678901234567890 |
            """, Table(["n"], "[1234567]", "[12345678901234567890]"));
    }

    [Fact]
    public void Write_OfBooleans_FlushesLeft()
    {
        Assert.Equal("""
            | ok    |
            |:------|
            | True  |
            | False |
            |       |
            """, Table(["ok"], "[true]", "[false]", "[null]"));
    }

    [Fact]
    public void Write_OfTextsThatAreNumbers_AlignsThemAndKeepsTheirCharacters()
    {
        Assert.Equal("""
            |   v |   w |
            |----:|----:|
            | 007 | 1.0 |
            |  12 |     |
            """, Table(["v", "w"], "[\"007\", \"1.0\"]", "[\"12\", null]"));
    }

    [Fact]
    public void Write_OfMixedColumn_PrintsEachAsPython()
    {
        Assert.Equal("""
            | m        |
            |:---------|
            | a        |
            | 1.0      |
            | ['x']    |
            | {'k': 1} |
            |          |
            """, Table(["m"], "[\"a\"]", "[1.0]", "[[\"x\"]]", "[{\"k\": 1}]", "[null]"));
    }

    [Fact]
    public void Write_WithoutRows_IsTheHeader()
    {
        Assert.Equal("| a   | bb   |\n|-----|------|", Table(["a", "bb"]));
    }

    [Fact]
    public void Write_WithoutColumns_IsEmpty()
    {
        Assert.Equal("", MarkdownTable.Write(DataFrame.Empty));
    }

    [Fact]
    public void Write_OfNewlinesAndPipes_KeepsARowOnOneLine()
    {
        Assert.Equal("""
            | a\|b               |
            |:-------------------|
            | x\|y<br/>z<br/>end |
            """, Table(["a|b"], "[\"\\nx|y\\r\\nz\\rend\\n\"]"));
    }

    [Fact]
    public void Write_OfSupplementaryCharacters_CountsThemOnce()
    {
        Assert.Equal("""
            | a     |
            |:------|
            | 😀😀😀😀😀 |
            | abcde |
            """, Table(["a"], "[\"😀😀😀😀😀\"]", "[\"abcde\"]"));
    }

    [Fact]
    public void Write_OfAHugeCellInATallTable_DoesNotPadTheOthers()
    {
        var rows = Enumerable.Range(0, 5000).Select(row => FlowValue.Of([FlowValue.Of(row == 0 ? new string('x', 5000) : "y")]));

        var table = MarkdownTable.Write(new DataFrame(["a"], [.. rows]));

        Assert.StartsWith("| a |\n|:---|\n| xxx", table, StringComparison.Ordinal);
        Assert.EndsWith("|\n| y |", table, StringComparison.Ordinal);
        Assert.True(table.Length < 50_000, $"The table has {table.Length} characters.");
    }

    [Fact]
    public void Write_OfATableInACell_PrintsItsRecords()
    {
        var inner = DataFrame.FromRecords([FlowValue.Of(("k", FlowValue.Of("v")))]);

        Assert.Equal("""
            | a            |
            |:-------------|
            | [{'k': 'v'}] |
            """, MarkdownTable.Write(new DataFrame(["a"], [FlowValue.Of([inner])])));
    }

    private static string Table(ImmutableArray<string> columns, params string[] rows) =>
        MarkdownTable.Write(new DataFrame(columns, [.. rows.Select(row => (ListValue)JsonValues.Parse(row))]));
}
