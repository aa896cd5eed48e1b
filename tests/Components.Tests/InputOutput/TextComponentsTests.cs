using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.InputOutput;

public sealed class TextComponentsTests
{
    [Theory]
    [InlineData("TextInput")]
    [InlineData("TextOutput")]
    public async Task Text_Value_IsAMessageFromNobody(string type)
    {
        var run = new ComponentRun(type).With("input_value", "Hello").Asking("text");

        var result = await run.RunAsync();

        Assert.Equal(new Message("Hello"), result.Outputs["text"]);
        Assert.Equal(FlowValue.Of("Hello"), result.Status);
        Assert.Empty(run.Host.Messages);
    }

    [Theory]
    [InlineData("TextInput")]
    [InlineData("TextOutput")]
    public async Task Text_MessageFromEdge_KeepsOnlyTheText(string type)
    {
        var message = await new ComponentRun(type).With("input_value", new Message("Hi") { Sender = "Machine" }).OutputAsync<Message>("text");

        Assert.Equal(("Hi", null), (message.Text, message.Sender));
    }
}
