using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.InputOutput;

public sealed class ChatInputComponentTests
{
    private static readonly Neighbours _input = Neighbours.None with { IsInputOrOutput = true };

    [Fact]
    public async Task Message_WithSession_IsStoredWithAnId()
    {
        var run = new ComponentRun("ChatInput").Where(call => call with { Neighbours = _input }).With("input_value", "Hello");

        var message = await run.OutputAsync<Message>("message");

        Assert.Equal(("Hello", "User", "User", "s1"), (message.Text, message.Sender, message.SenderName, message.SessionId));
        Assert.NotNull(message.Id);
        Assert.Equal(message, Assert.Single(run.Host.Messages));
    }

    [Fact]
    public async Task Message_WithoutSession_IsNotStored()
    {
        var run = new ComponentRun("ChatInput")
            .Where(call => call with { Neighbours = _input, Run = call.Run with { SessionId = "" } })
            .With("input_value", "Hello");

        var message = await run.OutputAsync<Message>("message");

        Assert.Null(message.Id);
        Assert.Empty(run.Host.Messages);
    }

    [Fact]
    public async Task Message_StoreSwitchedOff_IsNotStored()
    {
        var run = new ComponentRun("ChatInput").Where(call => call with { Neighbours = _input }).With("should_store_message", false);

        await run.OutputAsync<Message>("message");

        Assert.Empty(run.Host.Messages);
    }

    [Fact]
    public async Task Message_FilesWithGaps_KeepsTheFiles()
    {
        var run = new ComponentRun("ChatInput").With("files", FlowValue.Of([FlowValue.Of("f/a.txt"), FlowValue.Of(""), NullValue.Instance]));

        Assert.Equal("f/a.txt", Assert.Single((await run.OutputAsync<Message>("message")).Files));
    }
}
