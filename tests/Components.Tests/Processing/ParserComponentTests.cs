using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

public sealed class ParserComponentTests
{
    private static readonly DataFrame _frame = DataFrame.FromRecords(
        [Record("""{"name": "Ann", "age": 3}"""), Record("""{"name": "Bob"}""")]);

    [Theory]
    [InlineData("ParserComponent")]
    [InlineData("parser")]
    public async Task Parse_Defaults_FillInTheText(string type)
    {
        var run = new ComponentRun(type).With("input_data", new Data(Record("""{"text": "Hi"}""")));

        var message = await run.OutputAsync<Message>("parsed_text", "parse_combined_text");

        Assert.Equal("Text: Hi", message.Text);
    }

    [Fact]
    public async Task Parse_DataFrame_IsALineForEachRow()
    {
        Assert.Equal("Ann is 3\nBob is None", await TextOf(Run(_frame, "{name} is {age}")));
    }

    [Theory]
    [InlineData("; ", "Ann; Bob")]
    [InlineData("\\n\\n", "Ann\n\nBob")]
    [InlineData("", "AnnBob")]
    public async Task Parse_Separator_StandsBetweenRows(string separator, string expected)
    {
        Assert.Equal(expected, await TextOf(Run(_frame, "{name}").With("sep", separator)));
    }

    [Fact]
    public async Task Parse_ColumnThatThereIsNot_Fails()
    {
        Assert.Contains("city", await Run(_frame, "{name} {city}").FailureAsync("parsed_text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parse_TableWithoutRows_IsEmpty()
    {
        Assert.Equal("", await TextOf(Run(new DataFrame(["name"], []), "{name}")));
    }

    [Fact]
    public async Task Parse_FieldThatThereIsNot_IsTheDefaultValue()
    {
        var record = new Data(Record("""{"a": 1}"""));

        Assert.Equal("1-", await TextOf(Run(record, "{a}-{b}")));
        Assert.Equal("1-?", await TextOf(Run(record with { DefaultValue = "?" }, "{a}-{b}")));
    }

    [Fact]
    public async Task Parse_BracketsAndSpecs_AreAsInPython()
    {
        var record = new Data(Record("""{"a": {"b": "x"}, "n": 1.5}"""));

        Assert.Equal("{x} 1.50 {'b': 'x'}", await TextOf(Run(record, "{{{a[b]}}} {n:.2f} {a}")));
    }

    [Fact]
    public async Task Parse_Message_HasItsFields()
    {
        Assert.Equal("User: Hi", await TextOf(Run(new Message("Hi") { Sender = "User" }, "{sender}: {text}")));
    }

    [Fact]
    public async Task Parse_ListOfRecords_Fails()
    {
        Assert.Equal(
            "List of Data objects is not supported.",
            await Run(FlowValue.Of([new Data(ObjectValue.Empty), new Message("x")]), "{a}").FailureAsync("parsed_text"));
        Assert.Equal("List of Data objects is not supported.", await Run(ListValue.Empty, "{a}").FailureAsync("parsed_text"));
    }

    [Fact]
    public async Task Parse_WhatIsNeither_Fails()
    {
        Assert.Equal(
            "Unsupported input type: <class 'NoneType'>. Expected DataFrame or Data.",
            await new ComponentRun("ParserComponent").FailureAsync("parsed_text"));
        Assert.Equal(
            "Unsupported input type: <class 'str'>. Expected DataFrame or Data.",
            await Run(FlowValue.Of("x"), "{a}").FailureAsync("parsed_text"));
        Assert.Equal(
            "Unsupported input type: <class 'list'>. Expected DataFrame or Data.",
            await Run(FlowValue.Of([FlowValue.Of(1)]), "{a}").FailureAsync("parsed_text"));
    }

    [Fact]
    public async Task Parse_TooMuchText_Fails()
    {
        var frame = DataFrame.FromRecords(Enumerable.Repeat(Record("""{"a": 1}"""), 60));

        Assert.Equal("The text has more than 50000000 characters.", await Run(frame, new string('x', 900_000)).FailureAsync("parsed_text"));
    }

    [Fact]
    public async Task Stringify_Data_IsABlockOfJson()
    {
        Assert.Equal("```json\n{\n  \"a\": 1\n}\n```", await TextOf(Stringify(new Data(Record("""{"a": 1}""")))));
    }

    [Fact]
    public async Task Stringify_DataFrame_IsAMarkdownTable()
    {
        Assert.Equal("|   a |\n|----:|\n|   1 |", await TextOf(Stringify(DataFrame.FromRecords([Record("""{"a": 1}""")]))));
    }

    [Fact]
    public async Task Stringify_Text_IsCleaned()
    {
        Assert.Equal("a\n\nb", await TextOf(Stringify(FlowValue.Of("a\n\n \n\nb"))));
    }

    [Fact]
    public async Task Stringify_List_IsALineForEachItem()
    {
        Assert.Equal("x\ny", await TextOf(Stringify(FlowValue.Of([new Message("x"), FlowValue.Of("y")]))));
    }

    [Fact]
    public async Task Stringify_Nothing_Fails()
    {
        Assert.Equal(
            "Input data cannot be None", await new ComponentRun("ParserComponent").With("mode", "Stringify").FailureAsync("parsed_text"));
    }

    [Fact]
    public async Task Stringify_CleanData_LeavesOutEmptyRows()
    {
        var frame = DataFrame.FromRecords([Record("""{"a": "x"}"""), Record("""{"a": null}""")]);

        Assert.Equal(4, (await TextOf(Stringify(frame))).Split('\n').Length);
        Assert.Equal(3, (await TextOf(Stringify(frame).With("clean_data", true))).Split('\n').Length);
        Assert.Equal(3, (await TextOf(Stringify(FlowValue.Of([frame])).With("clean_data", true))).Split('\n').Length);
    }

    [Fact]
    public async Task Mode_Other_Fails()
    {
        Assert.StartsWith("Value 'Parse' is not a valid option", await Stringify(_frame).With("mode", "Parse").FailureAsync("parsed_text"));
    }

    [Fact]
    public async Task Status_AfterParsing_IsTheText()
    {
        Assert.Equal(FlowValue.Of("Ann\nBob"), (await Run(_frame, "{name}").Asking("parsed_text").RunAsync()).Status);
    }

    private static ComponentRun Run(FlowValue input, string pattern) =>
        new ComponentRun("ParserComponent").With("input_data", input).With("pattern", pattern);

    private static ComponentRun Stringify(FlowValue input) =>
        new ComponentRun("ParserComponent").With("input_data", input).With("mode", "Stringify");

    private static async Task<string> TextOf(ComponentRun run) => (await run.OutputAsync<Message>("parsed_text")).Text;

    private static ObjectValue Record(string json) => (ObjectValue)JsonValues.Parse(json);
}
