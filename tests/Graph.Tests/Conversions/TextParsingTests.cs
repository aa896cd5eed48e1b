using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

public sealed class TextParsingTests
{
    [Theory]
    [InlineData("""{"a":1}""")]
    [InlineData("a,b\n1,2")]
    public void ToData_WithoutAutoParse_IsTheText(string text)
    {
        Assert.Equal(Text(text), TextParsing.ToData(text, autoParse: false));
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("\uFEFF \n {\"a\":1}\n", """{"a":1}""")]
    [InlineData("""[{"a":1},{"b":2}]""", """{"records":[{"a":1},{"b":2}]}""")]
    [InlineData("[]", """{"records":[]}""")]
    [InlineData("id,name\n007,Ann\n8,", """{"records":[{"id":7,"name":"Ann"},{"id":8,"name":null}]}""")]
    [InlineData("{a},b\n1,2", """{"records":[{"{a}":1,"b":2}]}""")]
    public void ToData_WithAutoParse_IsWhatTheTextContains(string text, string expected)
    {
        Assert.Equal(new Data((ObjectValue)JsonValues.Parse(expected)), TextParsing.ToData(text, autoParse: true));
    }

    [Theory]
    [InlineData(" plain text ")]
    [InlineData("[1,2]")]
    [InlineData("5")]
    [InlineData("\"a\"")]
    [InlineData("{\"a\":")]
    [InlineData("one, line")]
    [InlineData("a b\n1,2")]
    [InlineData("Dear Ann,\nas I said, it is, well, late")]
    [InlineData("a,b\n\"1,2")]
    [InlineData("")]
    public void ToData_WithAutoParseOfAnythingElse_IsTheTextUnchanged(string text)
    {
        Assert.Equal(Text(text), TextParsing.ToData(text, autoParse: true));
    }

    [Fact]
    public void ToData_OfJsonThatIsTooDeep_IsTheText()
    {
        var text = string.Concat(Enumerable.Repeat("{\"a\":", 300)) + "1" + new string('}', 300);

        Assert.Equal(Text(text), TextParsing.ToData(text, autoParse: true));
    }

    private static Data Text(string text) => new(FlowValue.Of(("text", FlowValue.Of(text))));
}
