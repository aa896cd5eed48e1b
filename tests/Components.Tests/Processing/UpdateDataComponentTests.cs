using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

public sealed class UpdateDataComponentTests
{
    [Fact]
    public async Task Build_Fields_AreAddedToEachRecord()
    {
        var run = Run(Record("""{"a": 1}"""), Record("""{"b": 2, "c": 0}""")).With("field_1_key", JsonValues.Parse("""{"c": 3}"""));

        Assert.Equal("""[{"a":1,"c":3},{"b":2,"c":3}]""", (await run.OutputAsync<ListValue>("data", "build_data")).ToJson());
    }

    [Fact]
    public async Task Build_RecordsInFields_AreTheirTexts()
    {
        var run = Run(Record("{}"))
            .With("field_1_key", FlowValue.Of(("a", Record("""{"text": "x"}"""))))
            .With("field_2_key", FlowValue.Of(("b", new Message("y"))));

        Assert.Equal("""[{"a":"x","b":"y"}]""", (await run.OutputAsync<ListValue>("data")).ToJson());
    }

    [Fact]
    public async Task Build_FieldsThatAreNoObjects_KeepTheirNames()
    {
        var run = Run(Record("{}")).With("field_1_key", "x").With("field_2_key", Record("""{"text": "y"}"""));

        Assert.Equal("""[{"field_1_key":"x","field_2_key":"y"}]""", (await run.OutputAsync<ListValue>("data")).ToJson());
    }

    [Fact]
    public async Task Build_SingleRecord_IsAListOfOne()
    {
        var changed = await new ComponentRun("UpdateData").With("old_data", Record("""{"a": 1}""")).OutputAsync<ListValue>("data");

        Assert.Equal(FlowValue.Of([Record("""{"a": 1}""")]), changed);
    }

    [Fact]
    public async Task Build_WhatIsNoRecord_StaysAsItIs()
    {
        var run = Run(FlowValue.Of("x"), Record("{}")).With("field_1_key", JsonValues.Parse("""{"c": 3}"""));

        Assert.Equal("""["x",{"c":3}]""", (await run.OutputAsync<ListValue>("data")).ToJson());
    }

    [Fact]
    public async Task Build_WithoutRecords_Fails()
    {
        Assert.Equal("old_data is not a Data object or list of Data objects.", await new ComponentRun("UpdateData").FailureAsync("data"));
    }

    [Fact]
    public async Task TextKey_Given_IsTheRecordsFromNowOn()
    {
        var record = Record("""{"a": 1, "b": 2}""") with { TextKey = "a", DefaultValue = "d" };

        Assert.Equal(record with { TextKey = "b" }, (await Run(record).With("text_key", "b").OutputAsync<ListValue>("data"))[0]);
        Assert.Equal(record, (await Run(record).OutputAsync<ListValue>("data"))[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TextKey_Missing_FailsInAnyCase(bool validate)
    {
        var run = Run(Record("""{"a": 1, "b": 2}""")).With("text_key", "c").With("text_key_validator", validate);

        Assert.Equal("Text Key: 'c' not found in the Data keys: a, b", await run.FailureAsync("data"));
    }

    [Fact]
    public async Task NumberOfFields_MoreThanFifteen_Fails()
    {
        Assert.Equal(
            "Number of fields cannot exceed 15. Try using a Component to combine two Data.",
            await Run(Record("{}")).With("number_of_fields", 16).FailureAsync("data"));
    }

    private static ComponentRun Run(params FlowValue[] records) => new ComponentRun("UpdateData").With("old_data", FlowValue.Of(records));

    private static Data Record(string json) => new((ObjectValue)JsonValues.Parse(json));
}
