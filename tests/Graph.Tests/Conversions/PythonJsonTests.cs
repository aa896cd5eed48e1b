using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

public sealed class PythonJsonTests
{
    [Theory]
    [InlineData("{\"a\":[1,2.0,null,true],\"b\":{}}", "{\"a\": [1, 2.0, null, true], \"b\": {}}")]
    [InlineData("\"\\u00e9\\n\\\"\\u007f<\"", "\"\\u00e9\\n\\\"\\u007f<\"")]
    [InlineData("1e15", "1000000000000000.0")]
    [InlineData("1e16", "1e+16")]
    public void Dump_OnOneLine_IsWhatPythonWrites(string json, string expected)
    {
        Assert.Equal(expected, PythonJson.Dump(JsonValues.Parse(json)));
    }

    [Fact]
    public void Dump_OfNumbersThatJsonLacks_WritesThemAsPython()
    {
        double[] numbers = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

        Assert.Equal("[NaN, Infinity, -Infinity]", PythonJson.Dump(FlowValue.Of(numbers.Select(FlowValue.Of))));
    }

    [Fact]
    public void Dump_OfARecordWithinARecord_WritesItsFields()
    {
        var data = new Data(FlowValue.Of(("inner", new Data(FlowValue.Of(("a", FlowValue.Of(1)))))));

        Assert.Equal("{\"inner\": {\"a\": 1}}", PythonJson.Dump(data));
    }
}
