using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

public sealed class DataToDataFrameComponentTests
{
    [Fact]
    public async Task Build_Records_AreRows()
    {
        Assert.Equal(
            """[{"a":1,"text":"x"},{"a":null,"text":"y"}]""",
            await TableOf(Record("""{"a": 1, "text": "x"}"""), Record("""{"text": "y"}""")));
    }

    [Fact]
    public async Task Build_OtherTextKey_AddsAColumnOfTexts()
    {
        Assert.Equal("""[{"title":"t","text":"t"}]""", await TableOf(Record("""{"title": "t"}""") with { TextKey = "title" }));
    }

    [Fact]
    public async Task Build_DefaultText_CountsWhereThereIsNone()
    {
        Assert.Equal("""[{"a":1,"text":"d"}]""", await TableOf(Record("""{"a": 1}""") with { DefaultValue = "d" }));
        Assert.Equal("""[{"a":1}]""", await TableOf(Record("""{"a": 1}""")));
    }

    [Fact]
    public async Task Build_Message_IsARowOfItsFields()
    {
        var run = new ComponentRun("DataToDataFrame").With("data_list", FlowValue.Of([new Message("Hi") { Sender = "User" }]));

        var row = (await run.OutputAsync<DataFrame>("dataframe", "build_dataframe")).Record(0);

        Assert.Equal((FlowValue.Of("Hi"), FlowValue.Of("User")), (row["text"], row["sender"]));
    }

    [Fact]
    public async Task Build_SingleRecord_IsOneRow()
    {
        var frame = await new ComponentRun("DataToDataFrame").With("data_list", Record("""{"a": 1}""")).OutputAsync<DataFrame>("dataframe");

        Assert.Equal("""[{"a":1}]""", frame.ToJson());
    }

    [Fact]
    public async Task Build_Nothing_IsAnEmptyTable()
    {
        Assert.Equal(DataFrame.Empty, await new ComponentRun("DataToDataFrame").OutputAsync<DataFrame>("dataframe"));
    }

    [Fact]
    public async Task Build_WhatIsNoRecord_Fails()
    {
        var run = new ComponentRun("DataToDataFrame").With("data_list", FlowValue.Of([Record("{}"), FlowValue.Of("x")]));

        Assert.Equal("Expected Data objects, got <class 'str'> instead.", await run.FailureAsync("dataframe"));
    }

    private static async Task<string> TableOf(params Data[] records) =>
        (await new ComponentRun("DataToDataFrame").With("data_list", FlowValue.Of(records)).OutputAsync<DataFrame>("dataframe")).ToJson();

    private static Data Record(string json) => new((ObjectValue)JsonValues.Parse(json));
}
