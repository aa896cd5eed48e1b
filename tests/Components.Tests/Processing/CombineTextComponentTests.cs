using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

public sealed class CombineTextComponentTests
{
    [Fact]
    public async Task Combine_TwoTexts_HaveASpaceBetween()
    {
        Assert.Equal("a b", (await Run("a", "b").OutputAsync<Message>("combined_text", "combine_texts")).Text);
    }

    [Fact]
    public async Task Combine_Delimiter_StandsBetween()
    {
        Assert.Equal("a, b", (await Run("a", "b").With("delimiter", ", ").OutputAsync<Message>("combined_text")).Text);
        Assert.Equal("ab", (await Run("a", "b").With("delimiter", "").OutputAsync<Message>("combined_text")).Text);
    }

    [Fact]
    public async Task Combine_EmptyTexts_KeepTheDelimiter()
    {
        Assert.Equal("a ", (await Run("a", "").OutputAsync<Message>("combined_text")).Text);
        Assert.Equal(" ", (await new ComponentRun("CombineText").OutputAsync<Message>("combined_text")).Text);
    }

    [Fact]
    public async Task Combine_MessageAndRecord_AreTheirTexts()
    {
        var run = new ComponentRun("CombineText")
            .With("text1", new Message("a") { Sender = "User" })
            .With("text2", new Data(FlowValue.Of(("text", FlowValue.Of("b")))));

        var message = await run.OutputAsync<Message>("combined_text");

        Assert.Equal(("a b", (string?)null), (message.Text, message.Sender));
    }

    private static ComponentRun Run(string first, string second) =>
        new ComponentRun("CombineText").With("text1", first).With("text2", second);
}
