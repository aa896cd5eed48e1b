using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.InputOutput;

public sealed class ChatOutputComponentTests
{
    private static readonly Neighbours _output = Neighbours.None with { IsInputOrOutput = true };

    [Theory]
    [InlineData("Hello", "Hello")]
    [InlineData("a\n  \n\n\n\nb", "a\n\nb")]
    public async Task Message_Text_IsCleaned(string text, string expected)
    {
        Assert.Equal(expected, (await Run(FlowValue.Of(text)).OutputAsync<Message>("message")).Text);
    }

    [Fact]
    public async Task Message_Data_IsFencedJson()
    {
        var message = await Run(new Data(FlowValue.Of(("a", FlowValue.Of(1))))).OutputAsync<Message>("message");

        Assert.Equal("```json\n{\n  \"a\": 1\n}\n```", message.Text);
    }

    [Fact]
    public async Task Message_TableAlone_KeepsEmptyRows()
    {
        Assert.Equal(4, (await Run(TableWithGap()).OutputAsync<Message>("message")).Text.Split('\n').Length);
    }

    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 4)]
    public async Task Message_TableInList_LosesEmptyRowsIfCleaned(bool clean, int lines)
    {
        var message = await Run(FlowValue.Of([TableWithGap()])).With("clean_data", clean).OutputAsync<Message>("message");

        Assert.Equal(lines, message.Text.Split('\n').Length);
    }

    [Fact]
    public async Task Message_List_IsOneTextByLine()
    {
        var message = await Run(FlowValue.Of([FlowValue.Of("a"), new Message("b")])).OutputAsync<Message>("message");

        Assert.Equal("a\nb", message.Text);
    }

    [Fact]
    public async Task Message_Nothing_Fails()
    {
        Assert.Equal("Input data cannot be None", await new ComponentRun("ChatOutput").FailureAsync("message"));
        Assert.Equal("Input data cannot be None", await Run(NullValue.Instance).FailureAsync("message"));
    }

    [Fact]
    public async Task Message_WrongType_FailsWithItsName()
    {
        Assert.Equal(
            "Expected Data or DataFrame or Message or str, Generator or None, got int",
            await Run(FlowValue.Of(5)).FailureAsync("message"));
    }

    [Fact]
    public async Task Message_WrongTypesInList_FailsWithTheirNames()
    {
        var list = FlowValue.Of([FlowValue.Of("a"), FlowValue.Of(5), ObjectValue.Empty, NullValue.Instance]);

        Assert.Equal(
            "Expected Data or DataFrame or Message or str, got ['int', 'dict', 'NoneType']",
            await Run(list).FailureAsync("message"));
    }

    [Fact]
    public async Task Message_FromText_HasDefaultsAndSource()
    {
        var source = new MessageSource("Agent-1", "Agent", "gpt-4o");
        var run = Run(FlowValue.Of("Hi")).Where(call => call with { Neighbours = _output with { Producer = source } }).With("context_id", "c1");

        var message = await run.OutputAsync<Message>("message");

        Assert.Equal(("Machine", "AI", "s1", "c1", "flow-1"), (message.Sender, message.SenderName, message.SessionId, message.ContextId, message.FlowId));
        Assert.Equal(source, message.Properties.Source);
        Assert.NotNull(message.Id);
        Assert.Equal(message, Assert.Single(run.Host.Messages));
    }

    [Fact]
    public async Task Message_StoredMessage_IsUpdatedNotDuplicated()
    {
        var stored = new Message("Hi") { Id = Guid.NewGuid(), SessionId = "other", ContentBlocks = FlowValue.Of([ObjectValue.Empty]), Sender = "Machine" };
        var run = Run(stored).With("sender_name", "Robot");
        run.Host.Messages.Add(stored);

        var message = await run.OutputAsync<Message>("message");

        Assert.Equal((stored.Id, "other", "Robot"), (message.Id, message.SessionId, message.SenderName));
        Assert.Equal(stored.ContentBlocks, message.ContentBlocks);
        Assert.Equal(message, Assert.Single(run.Host.Messages));
    }

    [Fact]
    public async Task Message_NextToChatInput_IsANewOne()
    {
        var said = new Message("Hi") { Id = Guid.NewGuid(), SessionId = "other", Sender = "User", SenderName = "User" };
        var run = Run(said).Where(call => call with { Neighbours = _output with { FollowsChatInput = true } });
        run.Host.Messages.Add(said);

        var message = await run.OutputAsync<Message>("message");

        Assert.Equal(("s1", "Machine"), (message.SessionId, message.Sender));
        Assert.Equal([said, message], run.Host.Messages);
    }

    [Fact]
    public async Task Message_OwnSession_ComesBeforeThatOfTheMessage()
    {
        var message = await Run(new Message("Hi") { SessionId = "other" }).With("session_id", "own").OutputAsync<Message>("message");

        Assert.Equal("own", message.SessionId);
    }

    [Fact]
    public async Task Message_WithoutAnySession_IsNotStored()
    {
        var run = Run(FlowValue.Of("Hi")).Where(call => call with { Run = call.Run with { SessionId = "" } });

        Assert.Null((await run.OutputAsync<Message>("message")).Id);
        Assert.Empty(run.Host.Messages);
    }

    [Fact]
    public async Task Message_StoreSwitchedOff_IsNotStored()
    {
        var run = Run(FlowValue.Of("Hi")).With("should_store_message", false);

        Assert.Equal("Hi", (await run.OutputAsync<Message>("message")).Text);
        Assert.Empty(run.Host.Messages);
    }

    [Fact]
    public async Task Message_DataTemplate_HasNoEffect()
    {
        var message = await Run(FlowValue.Of("Hi")).With("data_template", "<{text}>").OutputAsync<Message>("message");

        Assert.Equal("Hi", message.Text);
    }

    [Fact]
    public async Task Message_LooksOfOlderFiles_BecomeProperties()
    {
        var run = Run(FlowValue.Of("Hi")).With("background_color", "red").With("chat_icon", "Bot").With("text_color", "blue");

        var properties = (await run.OutputAsync<Message>("message")).Properties;

        Assert.Equal(("red", "Bot", "blue"), (properties.BackgroundColor, properties.Icon, properties.TextColor));
    }

    private static ComponentRun Run(FlowValue value) =>
        new ComponentRun("ChatOutput").Where(call => call with { Neighbours = _output }).With("input_value", value);

    private static DataFrame TableWithGap() => new(["a"], [FlowValue.Of([FlowValue.Of("x")]), FlowValue.Of([NullValue.Instance])]);
}
