using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

/// <summary>The rules are those of pandas' <c>read_csv</c>.</summary>
public sealed class CsvColumnTests
{
    [Theory]
    [InlineData("1;-2;+3", "[1,-2,3]")]
    [InlineData("007;010", "[7,10]")]
    [InlineData(" 1 ;2", "[1,2]")]
    [InlineData("1;;3", "[1.0,null,3.0]")]
    [InlineData("1;2.5", "[1.0,2.5]")]
    [InlineData(".5;1.;1e3; -2 ", "[0.5,1.0,1000.0,-2.0]")]
    [InlineData("1;x", "[\"1\",\"x\"]")]
    [InlineData("1_000;2", "[\"1_000\",\"2\"]")]
    [InlineData("true;FALSE;True", "[true,false,true]")]
    [InlineData("true;;false", "[true,null,false]")]
    [InlineData("true;1", "[\"true\",\"1\"]")]
    [InlineData("yes;no", "[\"yes\",\"no\"]")]
    [InlineData(";NA;null;NaN;None;n/a", "[null,null,null,null,null,null]")]
    [InlineData("a;NA;na", "[\"a\",null,\"na\"]")]
    [InlineData("9223372036854775808;1", "[9223372036854775808,1]")]
    [InlineData("9223372036854775808;-1", "[\"9223372036854775808\",\"-1\"]")]
    [InlineData("18446744073709551616;1", "[\"18446744073709551616\",\"1\"]")]
    [InlineData("2024-01-01;2024-01-02", "[\"2024-01-01\",\"2024-01-02\"]")]
    public void ToValues_OfAColumn_HasOneTypeForAll(string cells, string expected)
    {
        Assert.Equal(JsonValues.Parse(expected), FlowValue.Of(CsvColumn.ToValues([.. cells.Split(';')])));
    }

    [Fact]
    public void ToValues_OfInfinity_IsANumber()
    {
        Assert.Equal(
            [FlowValue.Of(double.PositiveInfinity), FlowValue.Of(double.NegativeInfinity), FlowValue.Of(1.0)],
            CsvColumn.ToValues(["inf", "-Infinity", "1"]).ToArray());
    }

    [Theory]
    [InlineData("a;b;c", "a;b;c")]
    [InlineData("a;a;a", "a;a.1;a.2")]
    [InlineData("a;a;a.1", "a;a.2;a.1")]
    [InlineData("a.1;a;a", "a.1;a;a.2")]
    [InlineData(";x;", "Unnamed: 0;x;Unnamed: 2")]
    public void Names_OfAHeader_AreUnique(string header, string expected)
    {
        Assert.Equal(expected.Split(';'), CsvColumn.Names(header.Split(';')).AsEnumerable());
    }
}
