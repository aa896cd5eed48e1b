using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

public sealed class ValueConversionsTests
{
    public static TheoryData<FlowValue> Opaque => new(
        NullValue.Instance,
        new LanguageModel { Provider = "OpenAI", Model = "gpt" },
        new Tool("v", "o", "n", "d", ObjectValue.Empty),
        new ChatMemory("s", ""));

    [Fact]
    public void ToMessage_OfMessage_IsTheSame()
    {
        var message = new Message("hi");

        Assert.Same(message, message.ToMessage());
    }

    [Fact]
    public void ToMessage_OfDataWithItsTextKey_IsThatText()
    {
        var data = new Data(Fields("""{"text":"no","content":"yes"}""")) { TextKey = "content" };

        Assert.Equal(new Message("yes"), data.ToMessage());
    }

    [Fact]
    public void ToMessage_OfDataWithoutItsTextKey_IsTheTextOfItsFields()
    {
        var data = new Data(Fields("""{"a":1,"b":["x"]}""")) { DefaultValue = "default" };

        Assert.Equal(new Message("{'a': 1, 'b': ['x']}"), data.ToMessage());
    }

    [Theory]
    [InlineData("""{"text":null}""", "")]
    [InlineData("""{"text":5}""", "5")]
    public void ToMessage_OfDataWhoseTextIsNoText_IsItsText(string fields, string expected)
    {
        Assert.Equal(new Message(expected), new Data(Fields(fields)).ToMessage());
    }

    [Fact]
    public void ToMessage_OfDataFrame_IsAMarkdownTableWithoutEmptyRows()
    {
        var frame = DataFrame.FromRecords([Fields("""{"a":"x|y"}"""), Fields("""{"a":null}""")]);

        Assert.Equal(new Message("| a    |\n|:-----|\n| x\\|y |"), frame.ToMessage());
    }

    [Fact]
    public void ToMessage_OfObject_IsTheMessageOfItsFields()
    {
        var message = Fields("""{"text":"hi","sender":"User","more":1}""").ToMessage();

        Assert.Equal(new Message("hi") { Sender = "User", Extra = Fields("""{"more":1}""") }, message);
        Assert.Equal(message, ValueConversions.ToMessage(Fields("""{"text":"hi","sender":"User","more":1}""")));
    }

    [Fact]
    public void ToMessage_OfList_IsTheTextsOfItsItemsByLine()
    {
        var data = new Data(Fields("""{"text":"c"}"""));
        var list = FlowValue.Of([FlowValue.Of("a"), new Message("b"), data, FlowValue.Of(1.0), BooleanValue.True]);

        Assert.Equal(new Message("a\nb\nc\n1.0\nTrue"), list.ToMessage());
    }

    [Theory]
    [MemberData(nameof(Opaque))]
    public void AnyConversion_OfWhatHasNoContent_IsRefused(FlowValue value)
    {
        Assert.Throws<InvalidValueException>(() => value.ToMessage());
        Assert.Throws<InvalidValueException>(() => value.ToData());
        Assert.Throws<InvalidValueException>(() => value.ToDataFrame());
        Assert.Throws<InvalidValueException>(() => value.ToDataList());
        Assert.Throws<InvalidValueException>(() => FlowValue.Of([value]).ToMessage());
    }

    [Fact]
    public void ToMessage_OfAModel_NamesItsTypeInTheRefusal()
    {
        var model = new LanguageModel { Provider = "OpenAI", Model = "gpt" };

        Assert.Equal("A LanguageModel cannot become a Message.", Assert.Throws<InvalidValueException>(() => model.ToMessage()).Message);
    }

    [Fact]
    public void ToData_OfMessage_CopiesAllItsFields()
    {
        var message = new Message("hi") { Sender = Message.User, SessionId = "s", Extra = Fields("""{"more":1}""") };

        var data = message.ToData();

        Assert.Equal(message.ToFields(), data.Fields);
        Assert.Equal(message, data.Fields.ToMessage());
    }

    [Fact]
    public void ToData_OfDataFrame_HasItsRowsAsResults()
    {
        var frame = DataFrame.FromRecords([Fields("""{"a":1}"""), Fields("""{"b":2}""")]);

        Assert.Equal(Fields("""{"results":[{"a":1,"b":null},{"a":null,"b":2}]}"""), frame.ToData().Fields);
    }

    [Theory]
    [InlineData("""{"a":1}""", """{"a":1}""")]
    [InlineData("\"hi\"", """{"text":"hi"}""")]
    [InlineData("1.5", """{"text":"1.5"}""")]
    [InlineData("true", """{"text":"True"}""")]
    [InlineData("""[{"a":1},"x"]""", """{"results":[{"a":1},{"text":"x"}]}""")]
    public void ToData_OfPlainValue_IsARecord(string json, string expected)
    {
        Assert.Equal(new Data(Fields(expected)), JsonValues.Parse(json).ToData());
    }

    [Fact]
    public void ToDataFrame_OfData_IsOneRow()
    {
        var data = new Data(Fields("""{"a":1,"b":[{"c":2}]}""")) { TextKey = "a", DefaultValue = "d" };

        var frame = data.ToDataFrame();

        Assert.Equal(["a", "b"], frame.Columns.ToArray());
        Assert.Equal(data.Fields, Assert.Single(frame.Records()));
        Assert.Equal(("a", "d"), (frame.TextKey, frame.DefaultValue));
    }

    [Fact]
    public void ToDataFrame_OfDataWithOneListOfObjects_HasThemAsRows()
    {
        var frame = new Data(Fields("""{"records":[{"a":1},{"b":2}]}""")).ToDataFrame();

        Assert.Equal(DataFrame.FromRecords([Fields("""{"a":1}"""), Fields("""{"b":2}""")]), frame);
    }

    [Theory]
    [InlineData("""{"records":[{"a":1},2]}""", 1)]
    [InlineData("""{"records":[]}""", 0)]
    [InlineData("""{"records":{"a":1}}""", 1)]
    [InlineData("""{"records":[{"a":1},{"a":2}],"more":1}""", 1)]
    public void ToDataFrame_OfOtherData_ExpandsOnlyASingleListOfObjects(string fields, int rows)
    {
        Assert.Equal(rows, new Data(Fields(fields)).ToDataFrame().Rows.Length);
    }

    [Fact]
    public void ToDataFrame_OfMessage_IsOneRowOfItsFields()
    {
        var message = new Message("hi") { Sender = Message.Machine };

        Assert.Equal(DataFrame.FromRecords([message.ToFields()]), message.ToDataFrame());
    }

    [Fact]
    public void ToDataFrame_OfObject_IsOneRow()
    {
        var frame = Fields("""{"records":[{"a":1},{"a":2}]}""").ToDataFrame();

        Assert.Equal(["records"], frame.Columns.ToArray());
        Assert.Single(frame.Rows);
    }

    [Fact]
    public void ToDataFrame_OfList_IsARowForEachItem()
    {
        var list = FlowValue.Of([new Data(Fields("""{"a":1}""")), Fields("""{"a":2}"""), FlowValue.Of("x")]);

        Assert.Equal("[{\"a\":1,\"text\":null},{\"a\":2,\"text\":null},{\"a\":null,\"text\":\"x\"}]", list.ToDataFrame().ToJson());
    }

    [Fact]
    public void ToDataList_OfDataFrame_IsARecordForEachRow()
    {
        var frame = DataFrame.FromRecords([Fields("""{"a":1}"""), Fields("""{"a":2}""")]) with { TextKey = "a", DefaultValue = "d" };

        Assert.Equal(
            [
                new Data(Fields("""{"a":1}""")) { TextKey = "a", DefaultValue = "d" },
                new Data(Fields("""{"a":2}""")) { TextKey = "a", DefaultValue = "d" },
            ],
            frame.ToDataList());
    }

    [Fact]
    public void ToDataList_OfListWithATable_IsFlat()
    {
        var frame = DataFrame.FromRecords([Fields("""{"a":1}"""), Fields("""{"a":2}""")]);

        Assert.Equal(
            ["""{"a":1}""", """{"a":2}""", """{"b":3}"""],
            FlowValue.Of([frame, Fields("""{"b":3}""")]).ToDataList().Select(data => data.Fields.ToJson()));
    }

    [Fact]
    public void ToDataList_OfData_IsItself()
    {
        Assert.Same(Data.Empty, Assert.Single(Data.Empty.ToDataList()));
    }

    private static ObjectValue Fields(string json) => (ObjectValue)JsonValues.Parse(json);
}
