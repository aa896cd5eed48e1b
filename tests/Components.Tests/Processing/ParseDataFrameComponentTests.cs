using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

public sealed class ParseDataFrameComponentTests
{
    private static readonly DataFrame _frame = new(
        ["text", "n"],
        [FlowValue.Of([FlowValue.Of("a"), FlowValue.Of(1)]), FlowValue.Of([FlowValue.Of("b"), FlowValue.Of(2)])]);

    [Fact]
    public async Task Parse_Defaults_AreTheTextsByLine()
    {
        Assert.Equal("a\nb", (await Run().OutputAsync<Message>("text", "parse_data")).Text);
    }

    [Fact]
    public async Task Parse_TemplateAndSeparator_AreUsed()
    {
        Assert.Equal("a=1, b=2", (await Run().With("template", "{text}={n}").With("sep", ", ").OutputAsync<Message>("text")).Text);
    }

    [Fact]
    public async Task Parse_EmptyTemplateAndSeparator_AreTheDefaults()
    {
        Assert.Equal("a\nb", (await Run().With("template", "").With("sep", "").OutputAsync<Message>("text")).Text);
    }

    [Fact]
    public async Task Parse_ColumnThatThereIsNot_Fails()
    {
        Assert.Contains("city", await Run().With("template", "{city}").FailureAsync("text"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parse_NoTable_Fails()
    {
        Assert.Equal(
            "Unsupported input type: <class 'NoneType'>. Expected DataFrame.", await new ComponentRun("ParseDataFrame").FailureAsync("text"));
    }

    private static ComponentRun Run() => new ComponentRun("ParseDataFrame").With("df", _frame);
}
