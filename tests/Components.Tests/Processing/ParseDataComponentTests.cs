using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

public sealed class ParseDataComponentTests
{
    [Fact]
    public async Task Text_Defaults_AreTheTextsByLine()
    {
        Assert.Equal("a\nb", await TextOf(Run(Record("""{"text": "a"}"""), Record("""{"text": "b"}"""))));
    }

    [Fact]
    public async Task Text_Separator_StandsBetween()
    {
        Assert.Equal("a;b", await TextOf(Run(Record("""{"text": "a"}"""), Record("""{"text": "b"}""")).With("sep", ";")));
    }

    [Theory]
    [InlineData("{name} {n}", """{"name": "x", "n": 1}""", "x 1")]
    [InlineData("{none}|", """{"name": "x"}""", "|")]
    [InlineData("{data}", """{"name": "x", "n": null}""", "{'name': 'x', 'n': None}")]
    [InlineData("{data[name]}", """{"name": "x"}""", "x")]
    [InlineData("{a} {b}", """{"a": 1, "b": 1, "data": {"b": 2}}""", "1 2")]
    [InlineData("{data}", """{"data": {"b": 2}}""", "{'data': {'b': 2}}")]
    [InlineData("{text}", """{"error": "broken"}""", "broken")]
    [InlineData("{text}", """{"error": "broken", "text": "fine"}""", "fine")]
    [InlineData("{text}", """{"error": false}""", "")]
    [InlineData("{text}", """{"error": "broken", "data": {}}""", "")]
    [InlineData("{text}", """{"data": {"text": "inner"}, "text": "outer"}""", "inner")]
    [InlineData("{{{n}}}", """{"n": 1}""", "{1}")]
    public async Task Text_Template_IsFilledIn(string template, string record, string expected)
    {
        Assert.Equal(expected, await TextOf(Run(Record(record)).With("template", template)));
    }

    [Fact]
    public async Task Text_ItemsThatAreNoRecords_AreTheirTexts()
    {
        Assert.Equal("x\n[1]\nHi", await TextOf(Run(FlowValue.Of("x"), FlowValue.Of([FlowValue.Of(1)]), new Message("Hi"))));
    }

    [Fact]
    public async Task Text_Table_IsALineForEachRow()
    {
        var table = DataFrame.FromRecords([FlowValue.Of(("text", FlowValue.Of("a"))), FlowValue.Of(("text", FlowValue.Of("b")))]);

        Assert.Equal("a\nb", await TextOf(Run(table)));
        Assert.Equal("a\nb", await TextOf(new ComponentRun("ParseData").With("data", table)));
    }

    [Fact]
    public async Task Text_SingleRecord_IsOneLine()
    {
        Assert.Equal("a", await TextOf(new ComponentRun("ParseData").With("data", Record("""{"text": "a"}"""))));
    }

    [Fact]
    public async Task Text_Nothing_IsEmpty()
    {
        Assert.Equal("", await TextOf(new ComponentRun("Data to Message")));
    }

    [Fact]
    public async Task DataList_Records_HaveTheLineAsTheirText()
    {
        var list = await Run(Record("""{"n": 1}"""), Record("""{"n": 2, "title": "x"}""") with { TextKey = "title" }, FlowValue.Of("t"))
            .With("template", "<{n}>")
            .OutputAsync<ListValue>("data_list", "parse_data_as_list");

        Assert.Equal("""[{"n":1,"text":"<1>"},{"n":2,"title":"<2>"},{"text":"<>"}]""", list.ToJson());
        Assert.Equal("title", Assert.IsType<Data>(list[1]).TextKey);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("data_list")]
    public async Task Output_TooMuch_Fails(string output)
    {
        var run = Run([.. Enumerable.Repeat(Record("{}"), 60)]).With("template", new string('x', 900_000));

        Assert.Equal("The text has more than 50000000 characters.", await run.FailureAsync(output));
    }

    private static ComponentRun Run(params FlowValue[] records) => new ComponentRun("ParseData").With("data", FlowValue.Of(records));

    private static async Task<string> TextOf(ComponentRun run) => (await run.OutputAsync<Message>("text", "parse_data")).Text;

    private static Data Record(string json) => new((ObjectValue)JsonValues.Parse(json));
}
