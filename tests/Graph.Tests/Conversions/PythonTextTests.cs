using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

public sealed class PythonTextTests
{
    [Theory]
    [InlineData("null", "None")]
    [InlineData("true", "True")]
    [InlineData("false", "False")]
    [InlineData("12345678901234567890123", "12345678901234567890123")]
    [InlineData("1.0", "1.0")]
    [InlineData("\"it's\"", "it's")]
    [InlineData("[1, \"a\", null, [true, 2.5], {}]", "[1, 'a', None, [True, 2.5], {}]")]
    [InlineData("{\"a\": 1, \"it's\": [\"b\"]}", "{'a': 1, \"it's\": ['b']}")]
    [InlineData("[]", "[]")]
    public void Str_OfPlainValue_IsWhatPythonPrints(string json, string expected)
    {
        Assert.Equal(expected, PythonText.Str(JsonValues.Parse(json)));
    }

    [Fact]
    public void Repr_OfText_IsQuoted()
    {
        Assert.Equal("'a'", PythonText.Repr(FlowValue.Of("a")));
    }

    [Fact]
    public void Str_OfMessage_IsItsText()
    {
        Assert.Equal("hello", PythonText.Str(new Message("hello") { Sender = Message.User }));
    }

    [Fact]
    public void Str_OfData_IsJsonWithIndent4AndOnlyAscii()
    {
        var data = new Data((ObjectValue)JsonValues.Parse("""{"name":"é😀","list":[1],"none":[]}"""));

        Assert.Equal("""
            {
                "name": "\u00e9\ud83d\ude00",
                "list": [
                    1
                ],
                "none": []
            }
            """, PythonText.Str(data));
    }

    [Fact]
    public void Str_OfDataFrame_IsMarkdownTable()
    {
        var frame = DataFrame.FromRecords([FlowValue.Of(("a", FlowValue.Of(1)))]);

        Assert.Equal("|   a |\n|----:|\n|   1 |", PythonText.Str(frame));
    }

    [Fact]
    public void Repr_OfData_NamesItsParts()
    {
        var data = new Data(FlowValue.Of(("a", FlowValue.Of(1)))) { TextKey = "a" };

        Assert.Equal("[Data(text_key='a', data={'a': 1}, default_value='')]", PythonText.Str(FlowValue.Of([data])));
    }

    [Fact]
    public void Repr_OfMessage_IsThatOfADataOfItsFields()
    {
        var text = PythonText.Repr(new Message("hi"));

        Assert.StartsWith("Data(text_key='text', data={'timestamp': None, 'sender': None, ", text, StringComparison.Ordinal);
        Assert.Contains("'text': 'hi'", text, StringComparison.Ordinal);
        Assert.EndsWith("}, default_value='')", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Repr_OfDataFrame_IsItsRecords()
    {
        var frame = DataFrame.FromRecords([FlowValue.Of(("a", FlowValue.Of("x"))), FlowValue.Of(("b", FlowValue.Of(2)))]);

        Assert.Equal("[{'a': 'x', 'b': None}, {'a': None, 'b': 2}]", PythonText.Repr(frame));
    }

    [Fact]
    public void Str_OfLanguageModel_HasNoSecret()
    {
        var model = new LanguageModel { Provider = "OpenAI", Model = "gpt", ApiKey = new SecretReference("v", "api_key") };

        Assert.Equal("{'provider': 'OpenAI', 'model': 'gpt'}", PythonText.Str(model));
    }
}
