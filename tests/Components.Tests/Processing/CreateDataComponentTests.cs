using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

public sealed class CreateDataComponentTests
{
    [Fact]
    public async Task Build_SeveralFields_AreMerged()
    {
        var record = await Run("""{"a": 1}""", """{"b": [2], "a": 3}""").OutputAsync<Data>("data", "build_data");

        Assert.Equal("""{"a":3,"b":[2]}""", record.Fields.ToJson());
    }

    [Fact]
    public async Task Build_RecordsAndMessagesInFields_AreTheirTexts()
    {
        var run = new ComponentRun("CreateData")
            .With("field_1_key", FlowValue.Of(("a", new Data(FlowValue.Of(("title", FlowValue.Of("x")))) { TextKey = "title" })))
            .With("field_2_key", FlowValue.Of(("b", new Message("y")), ("c", new Data(ObjectValue.Empty) { DefaultValue = "z" })));

        Assert.Equal("""{"a":"x","b":"y","c":"z"}""", (await run.OutputAsync<Data>("data")).Fields.ToJson());
    }

    [Fact]
    public async Task Build_FieldsThatAreNoObjects_AreLeftOut()
    {
        var run = Run("""{"a": 1}""").With("field_2_key", "text").With("field_3_key", new Data(ObjectValue.Empty));

        Assert.Equal("""{"a":1}""", (await run.OutputAsync<Data>("data")).Fields.ToJson());
    }

    [Fact]
    public async Task Build_WithoutFields_IsEmpty()
    {
        Assert.Empty((await new ComponentRun("CreateData").OutputAsync<Data>("data")).Fields);
    }

    [Fact]
    public async Task TextKey_Given_IsTheRecords()
    {
        Assert.Equal("a", (await Run("""{"a": 1}""").With("text_key", "a").OutputAsync<Data>("data")).TextKey);
        Assert.Equal("", (await Run("""{"a": 1}""").OutputAsync<Data>("data")).TextKey);
    }

    [Fact]
    public async Task TextKey_MissingAndValidated_Fails()
    {
        var run = Run("""{"a": 1, "b": 2}""").With("text_key", "c").With("text_key_validator", true);

        Assert.Equal("Text Key: 'c' not found in the Data keys: 'a, b'", await run.FailureAsync("data"));
    }

    [Theory]
    [InlineData("c", false)]
    [InlineData("a", true)]
    [InlineData("", true)]
    public async Task TextKey_PresentOrEmptyOrNotValidated_IsFine(string textKey, bool validate)
    {
        var run = Run("""{"a": 1}""").With("text_key", textKey).With("text_key_validator", validate);

        Assert.Equal(textKey, (await run.OutputAsync<Data>("data")).TextKey);
    }

    [Fact]
    public async Task NumberOfFields_MoreThanFifteen_Fails()
    {
        Assert.Equal(
            "Number of fields cannot exceed 15. Please adjust the number of fields to be within the allowed limit.",
            await Run("""{"a": 1}""").With("number_of_fields", 16).FailureAsync("data"));
        Assert.Single((await Run("""{"a": 1}""").With("number_of_fields", 15).OutputAsync<Data>("data")).Fields);
    }

    private static ComponentRun Run(params string[] fields)
    {
        var run = new ComponentRun("CreateData");
        for (var number = 1; number <= fields.Length; number++)
        {
            run.With($"field_{number}_key", JsonValues.Parse(fields[number - 1]));
        }

        return run;
    }
}
