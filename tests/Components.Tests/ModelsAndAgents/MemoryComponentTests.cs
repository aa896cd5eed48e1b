using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.ModelsAndAgents;

public sealed class MemoryComponentTests
{
    [Fact]
    public async Task Text_Defaults_IsALineForEachMessageOfTheSession()
    {
        Assert.Equal("Ann: one\nAI: two\nAnn: three", await TextAsync(Run()));
    }

    [Fact]
    public async Task Text_Template_NamesFieldsAndLeavesMissingOnesEmpty()
    {
        Assert.Equal("User<one>|Machine<two>|User<three>|", (await TextAsync(Run().With("template", "{sender}<{text}>{nothing}|"))).Replace("\n", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Machine", "AI: two")]
    [InlineData("User", "Ann: one\nAnn: three")]
    [InlineData("Machine and User", "Ann: one\nAI: two\nAnn: three")]
    public async Task Text_SenderType_Filters(string type, string expected)
    {
        Assert.Equal(expected, await TextAsync(Run().With("sender_type", type)));
    }

    [Fact]
    public async Task Text_WhenTheReadingIsGivenUpByItself_FailsInAWayThatMayPass()
    {
        var run = Run();
        run.Host.OnRead = () => throw new TaskCanceledException();

        var failure = await Assert.ThrowsAsync<VertexFailedException>(() => TextAsync(run));

        Assert.True(failure.MayPass);
        Assert.Contains("An answer did not come in time.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_OfARunThatIsGivenUp_IsNoFailureOfTheVertex()
    {
        using var stop = new CancellationTokenSource();
        var run = Run();
        run.Host.OnRead = () =>
        {
            stop.Cancel();
            throw new OperationCanceledException(stop.Token);
        };

        await Assert.ThrowsAsync<OperationCanceledException>(() => run.OutputAsync<Message>("messages_text", "retrieve_messages_as_text", cancellationToken: stop.Token));
    }

    [Fact]
    public async Task Text_OlderFile_FiltersBySender()
    {
        Assert.Equal("AI: two", await TextAsync(Run().With("sender", "Machine")));
    }

    [Fact]
    public async Task Text_SenderBesideSenderType_DoesNotFilter()
    {
        Assert.Equal("Ann: one\nAI: two\nAnn: three", await TextAsync(Run().With("sender", "Machine").With("sender_type", "Machine and User")));
    }

    [Fact]
    public async Task Text_SenderName_Filters()
    {
        Assert.Equal("AI: two", await TextAsync(Run().With("sender_name", "AI")));
    }

    [Fact]
    public async Task Text_Session_IsItsOwn()
    {
        Assert.Equal("Bob: other", await TextAsync(Run().With("session_id", "s2")));
    }

    [Fact]
    public async Task Text_Context_Filters()
    {
        var run = Run().With("context_id", "c1");
        run.Host.Messages.Add(Said("Ann", "in context") with { ContextId = "c1" });

        Assert.Equal("Ann: in context", await TextAsync(run));
    }

    [Fact]
    public async Task Text_NoSessionAtAll_IsEmpty()
    {
        Assert.Equal("", await TextAsync(Run().Where(call => call with { Run = call.Run with { SessionId = "" } })));
    }

    [Theory]
    [InlineData(2, "AI: two\nAnn: three")]
    [InlineData(0, "")]
    [InlineData(-1, "")]
    [InlineData(50_000, "Ann: one\nAI: two\nAnn: three")]
    public async Task Text_Count_TakesTheLast(long count, string expected)
    {
        Assert.Equal(expected, await TextAsync(Run().With("n_messages", count)));
    }

    [Fact]
    public async Task Text_EmptyCount_TakesAll()
    {
        Assert.Equal("Ann: one\nAI: two\nAnn: three", await TextAsync(Run().With("n_messages", "")));
    }

    [Theory]
    [InlineData(100, "Ann: three\nAI: two\nAnn: one")]
    [InlineData(2, "AI: two\nAnn: one")]
    public async Task Text_Descending_TakesTheLastOfTheReversedList(long count, string expected)
    {
        Assert.Equal(expected, await TextAsync(Run().With("order", "Descending").With("n_messages", count)));
    }

    [Fact]
    public async Task Table_Messages_HasARowForEach()
    {
        var table = await Run().OutputAsync<DataFrame>("dataframe", "retrieve_messages_dataframe");

        Assert.Equal(["one", "two", "three"], table.Records().Select(row => ((TextValue)row["text"]).Value));
        Assert.Contains("sender_name", table.Columns);
    }

    [Fact]
    public async Task Messages_OlderOutput_IsTheMessages()
    {
        var run = Run();

        Assert.Equal(run.Host.Messages.Where(message => message is { SessionId: "s1", Error: false }), await run.OutputAsync<ListValue>("messages", "retrieve_messages"));
    }

    [Fact]
    public async Task Memory_OlderOutput_DescribesTheSession()
    {
        var run = Run().With("context_id", "c1");

        Assert.Equal(new ChatMemory("s1", "c1"), await run.OutputAsync<ChatMemory>("lc_memory", "build_lc_memory"));
    }

    [Fact]
    public async Task Text_ExternalMemory_IsReadByItsSession()
    {
        Assert.Equal("Bob: other", await TextAsync(Run().With("memory", new ChatMemory("s2", ""))));
    }

    [Fact]
    public async Task Text_ExternalMemoryWithoutSession_IsTheRunsOwn()
    {
        Assert.Equal("Ann: one\nAI: two\nAnn: three", await TextAsync(Run().With("memory", new ChatMemory("", ""))));
    }

    [Fact]
    public async Task Text_ExternalMemoryDescending_ReversesTheLast()
    {
        var run = Run().With("memory", new ChatMemory("s1", "")).With("order", "Descending").With("n_messages", 2);

        Assert.Equal("Ann: three\nAI: two", await TextAsync(run));
    }

    [Fact]
    public async Task Text_ExternalMemoryWithSenderType_FiltersTheLast()
    {
        var run = Run().With("memory", new ChatMemory("s1", "")).With("sender_type", "User").With("n_messages", 2);

        Assert.Equal("Ann: three", await TextAsync(run));
    }

    [Fact]
    public async Task Text_OtherExternalMemory_Fails()
    {
        Assert.Equal(
            "The external memory is a Data, and this server can only use a message history there.",
            await Run().With("memory", Data.Empty).FailureAsync("messages_text"));
    }

    [Fact]
    public async Task Store_Text_IsStoredAsTheMachines()
    {
        var run = Run().With("mode", "Store").With("message", "new").With("context_id", "c1");

        var message = await run.OutputAsync<Message>("stored_messages", "store_message");

        Assert.Equal(("new", "Machine", "AI", "s1", "c1"), (message.Text, message.Sender, message.SenderName, message.SessionId, message.ContextId));
        Assert.NotNull(message.Id);
        Assert.Equal(message, run.Host.Messages[^1]);
    }

    [Fact]
    public async Task Store_SenderAndName_AreTaken()
    {
        var run = Run().With("message", "new").With("sender", "User").With("sender_name", "Eve").With("session_id", "s9");

        var message = await run.OutputAsync<Message>("stored_messages");

        Assert.Equal(("User", "Eve", "s9"), (message.Sender, message.SenderName, message.SessionId));
    }

    [Fact]
    public async Task Store_NoSession_Fails()
    {
        var run = Run().With("message", "new").Where(call => call with { Run = call.Run with { SessionId = "" } });

        Assert.Equal(
            "No messages were stored. Please ensure that the session ID and sender are properly set.",
            await run.FailureAsync("stored_messages"));
    }

    [Theory]
    [InlineData("MemoryComponent")]
    [InlineData("Chat Memory")]
    [InlineData("Message History")]
    public async Task Alias_OlderType_IsTheSame(string type)
    {
        Assert.Equal("", (await new ComponentRun(type).OutputAsync<Message>("messages_text")).Text);
    }

    private static async Task<string> TextAsync(ComponentRun run) =>
        (await run.OutputAsync<Message>("messages_text", "retrieve_messages_as_text")).Text;

    private static ComponentRun Run()
    {
        var run = new ComponentRun("Memory");
        run.Host.Messages.AddRange(
        [
            Said("Ann", "one"),
            Said("AI", "two") with { Sender = Message.Machine },
            Said("Bob", "other") with { SessionId = "s2" },
            Said("Ann", "three"),
            Said("Ann", "failed") with { Error = true },
        ]);
        return run;
    }

    private static Message Said(string name, string text) =>
        new(text) { Id = Guid.NewGuid(), Sender = Message.User, SenderName = name, SessionId = "s1" };
}
