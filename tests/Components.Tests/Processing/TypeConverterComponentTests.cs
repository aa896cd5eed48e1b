using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

public sealed class TypeConverterComponentTests
{
    private static readonly DataFrame _frame = new(["a"], [FlowValue.Of([FlowValue.Of(1)]), FlowValue.Of([FlowValue.Of(2)])]);

    [Fact]
    public async Task Message_OfMessage_IsTheSame()
    {
        var message = new Message("Hi") { Sender = Message.User, SessionId = "s9" };

        Assert.Equal(message, await Run(message).OutputAsync<Message>("message_output", "convert_to_message"));
    }

    [Fact]
    public async Task Message_OfData_IsItsText()
    {
        var record = new Data(FlowValue.Of(("title", FlowValue.Of("Hi")), ("text", FlowValue.Of("Bye")))) { TextKey = "title" };

        Assert.Equal("Hi", (await Run(record).OutputAsync<Message>("message_output")).Text);
    }

    [Fact]
    public async Task Message_OfDataWithoutText_IsAllOfItAsPythonPrints()
    {
        Assert.Equal("{'a': None}", (await Run(new Data(FlowValue.Of(("a", NullValue.Instance)))).OutputAsync<Message>("message_output")).Text);
    }

    [Fact]
    public async Task Message_OfDataFrame_IsAMarkdownTable()
    {
        Assert.Equal("|   a |\n|----:|\n|   1 |\n|   2 |", (await Run(_frame).OutputAsync<Message>("message_output")).Text);
    }

    [Fact]
    public async Task Message_OfText_HasTheText()
    {
        Assert.Equal("Hi", (await Run(FlowValue.Of("Hi")).OutputAsync<Message>("message_output")).Text);
    }

    [Fact]
    public async Task Message_OfList_IsTheFirstItem()
    {
        Assert.Equal("one", (await Run(FlowValue.Of([new Message("one"), new Message("two")])).OutputAsync<Message>("message_output")).Text);
    }

    [Fact]
    public async Task Message_OfEmptyList_Fails()
    {
        Assert.Equal("None cannot become a Message.", await Run(ListValue.Empty).FailureAsync("message_output"));
    }

    [Fact]
    public async Task Message_WithoutInput_Fails()
    {
        Assert.Equal("None cannot become a Message.", await new ComponentRun("TypeConverterComponent").FailureAsync("message_output"));
    }

    [Fact]
    public async Task Data_OfMessage_HasOnlyTheText()
    {
        Assert.Equal(new Data(Text("""{"a": 1}""")), await DataOf(new Message("""{"a": 1}""") { Sender = "User" }));
    }

    [Fact]
    public async Task Data_OfJsonObjectWithAutoParse_HasItsFields()
    {
        Assert.Equal(new Data(FlowValue.Of(("a", FlowValue.Of(1)))), await DataOf(new Message("""{"a": 1}"""), autoParse: true));
    }

    [Fact]
    public async Task Data_OfJsonListWithAutoParse_HasRecords()
    {
        var record = await DataOf(FlowValue.Of("""[{"a": 1}, {"a": 2}]"""), autoParse: true);

        Assert.Equal("""{"records":[{"a":1},{"a":2}]}""", record.Fields.ToJson());
    }

    [Fact]
    public async Task Data_OfCsvWithAutoParse_HasRecords()
    {
        var record = await DataOf(new Message("a,b\n1,x\n2,y"), autoParse: true);

        Assert.Equal("""{"records":[{"a":1,"b":"x"},{"a":2,"b":"y"}]}""", record.Fields.ToJson());
    }

    [Theory]
    [InlineData("a,b")]
    [InlineData("a\n1")]
    [InlineData("[1, 2]")]
    [InlineData("{broken")]
    public async Task Data_OfOtherTextWithAutoParse_IsTheText(string text)
    {
        Assert.Equal(new Data(Text(text)), await DataOf(new Message(text), autoParse: true));
    }

    [Fact]
    public async Task Data_OfDataFrame_HasResults()
    {
        Assert.Equal("""{"results":[{"a":1},{"a":2}]}""", (await DataOf(_frame)).Fields.ToJson());
    }

    [Fact]
    public async Task Data_OfData_IsTheSameEvenWithAutoParse()
    {
        var record = new Data(Text("""{"a": 1}"""));

        Assert.Equal(record, await DataOf(record, autoParse: true));
    }

    [Fact]
    public async Task Data_OfObject_HasItsFields()
    {
        Assert.Equal(new Data(Text("x")), await DataOf(Text("x")));
    }

    [Fact]
    public async Task DataFrame_OfMessage_IsOneRowWithTheText()
    {
        Assert.Equal("""[{"text":"a,b\n1,2"}]""", (await FrameOf(new Message("a,b\n1,2"))).ToJson());
    }

    [Theory]
    [InlineData("a,b\n1,2", """[{"a":1,"b":2}]""")]
    [InlineData("""[{"a": 1}, {"b": 2}]""", """[{"a":1,"b":null},{"a":null,"b":2}]""")]
    [InlineData("""{"a": 1, "b": 2}""", """[{"a":1,"b":2}]""")]
    public async Task DataFrame_OfTextWithAutoParse_HasItsRows(string text, string expected)
    {
        Assert.Equal(expected, (await FrameOf(new Message(text), autoParse: true)).ToJson());
    }

    [Fact]
    public async Task DataFrame_OfData_IsARowOrItsOnlyList()
    {
        Assert.Equal("""[{"text":"x"}]""", (await FrameOf(new Data(Text("x")))).ToJson());
        Assert.Equal("""[{"text":"x"}]""", (await FrameOf(new Data(FlowValue.Of(("any", FlowValue.Of([Text("x")])))))).ToJson());
    }

    [Fact]
    public async Task DataFrame_OfObject_IsOneRow()
    {
        Assert.Equal("""[{"text":"x"}]""", (await FrameOf(Text("x"))).ToJson());
    }

    [Fact]
    public async Task DataFrame_OfDataFrame_IsTheSame()
    {
        Assert.Equal(_frame, await FrameOf(_frame));
    }

    [Fact]
    public async Task Outputs_OneInTheFile_IsShownAsTheStatus()
    {
        var result = await Run(new Message("Hi")).With("output_type", "Data").Asking("data_output", "convert_to_data").RunAsync();

        Assert.Equal(new Data(Text("Hi")), result.Status);
    }

    [Fact]
    public async Task OutputType_OtherThanTheThree_Fails()
    {
        Assert.StartsWith("Value 'Text' is not a valid option", await Run(new Message("Hi")).With("output_type", "Text").FailureAsync("data_output"));
    }

    private static ComponentRun Run(FlowValue input) => new ComponentRun("TypeConverterComponent").With("input_data", input);

    private static Task<Data> DataOf(FlowValue input, bool autoParse = false) =>
        Run(input).With("auto_parse", autoParse).OutputAsync<Data>("data_output", "convert_to_data");

    private static Task<DataFrame> FrameOf(FlowValue input, bool autoParse = false) =>
        Run(input).With("auto_parse", autoParse).OutputAsync<DataFrame>("dataframe_output", "convert_to_dataframe");

    private static ObjectValue Text(string text) => FlowValue.Of(("text", FlowValue.Of(text)));
}
