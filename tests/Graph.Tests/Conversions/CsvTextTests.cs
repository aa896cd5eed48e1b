using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "a;b/1;2")]
    [InlineData("a,b\r\n1,2", "a;b/1;2")]
    [InlineData("a\r1\r\r\n2", "a/1/2")]
    [InlineData("\uFEFFa,b", "a;b")]
    [InlineData("\n\na\n\n\n1\n\n", "a/1")]
    [InlineData("a,,b,\n,,,", "a;;b;/;;;")]
    [InlineData("\"a,b\",\"c\r\nd\",\"e \"\"f\"\"\"\n1,2,3", "a,b;c\r\nd;e \"f\"/1;2;3")]
    [InlineData("a \"b\" c,5\" x", "a \"b\" c;5\" x")]
    [InlineData("\"a\"b,\"\"", "ab;")]
    [InlineData("\"\"\n1", "/1")]
    [InlineData(" a , b ", " a ; b ")]
    [InlineData("", "")]
    public void ReadRecords_OfText_GivesItsCells(string text, string expected)
    {
        Assert.Equal(expected, string.Join('/', CsvText.ReadRecords(text).Select(record => string.Join(';', record))));
    }

    [Fact]
    public void ReadRecords_WithASeparator_SplitsAtThatOnly()
    {
        Assert.Equal([["a,b", "c"]], CsvText.ReadRecords("a,b\tc", '\t'));
    }

    [Fact]
    public void ReadRecords_OfAnOpenQuote_IsRefused()
    {
        Assert.Throws<InvalidValueException>(() => CsvText.ReadRecords("a\n\"b\"\"\nc").ToArray());
    }

    [Fact]
    public void ToDataFrame_OfTypedColumns_HasTheirTypes()
    {
        var frame = CsvText.ToDataFrame("id,price,ok,name\n7,1.5,true,Ann\n8,2,False,\" Bob \"");

        Assert.Equal(["id", "price", "ok", "name"], frame.Columns.ToArray());
        Assert.Equal(FlowValue.Of([FlowValue.Of(7), FlowValue.Of(1.5), BooleanValue.True, FlowValue.Of("Ann")]), frame.Rows[0]);
        Assert.Equal(FlowValue.Of([FlowValue.Of(8), FlowValue.Of(2.0), BooleanValue.False, FlowValue.Of(" Bob ")]), frame.Rows[1]);
    }

    [Fact]
    public void ToDataFrame_OfAShortRecord_FillsItWithNulls()
    {
        var frame = CsvText.ToDataFrame("a,b\nx");

        Assert.Equal([FlowValue.Of([FlowValue.Of("x"), NullValue.Instance])], frame.Rows.ToArray());
    }

    [Fact]
    public void ToDataFrame_OfALongRecord_IsRefusedWithItsNumber()
    {
        var failure = Assert.Throws<InvalidValueException>(() => CsvText.ToDataFrame("a,b\n1,2\n1,2,3"));

        Assert.Equal("Record 3 has 3 cells where the header has 2.", failure.Message);
    }

    [Fact]
    public void ToDataFrame_OfSeparatorsAtTheEndOfLines_IgnoresThem()
    {
        var frame = CsvText.ToDataFrame("a,b\n1,2,\n");

        Assert.Equal([FlowValue.Of([FlowValue.Of(1), FlowValue.Of(2)])], frame.Rows.ToArray());
    }

    [Fact]
    public void ToDataFrame_OfLinesOfWhiteSpace_SkipsThem()
    {
        Assert.Equal([FlowValue.Of([FlowValue.Of(1)])], CsvText.ToDataFrame("  \na\n \t \n1\n").Rows.ToArray());
    }

    [Fact]
    public void ToDataFrame_OfAHeaderOnly_HasNoRows()
    {
        var frame = CsvText.ToDataFrame("a,b\n");

        Assert.Equal(["a", "b"], frame.Columns.ToArray());
        Assert.Empty(frame.Rows);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \n")]
    public void ToDataFrame_OfNothing_IsRefused(string text)
    {
        Assert.Throws<InvalidValueException>(() => CsvText.ToDataFrame(text));
    }

    [Fact]
    public void ToDataFrame_OfMoreCellsThanMemoryShouldHold_IsRefused()
    {
        var text = new string(',', 9_999) + string.Concat(Enumerable.Repeat("\nx", 1_001));

        Assert.Throws<InvalidValueException>(() => CsvText.ToDataFrame(text));
    }
}
