using SkillFlaw.Graph.Values;

namespace SkillFlaw.Storage.Messages;

public sealed class MessageRowTests
{
    [Fact]
    public void ToMessage_RowWithItsRestAsItWasAtFirst_HasPromptAndExtra()
    {
        var message = new Message("Hi") { Extra = ObjectValue.From(("more", FlowValue.Of(1L))), Prompt = new ChatPrompt("Hi", ["a.png"]) };
        var row = message.ToRow(Guid.NewGuid(), Guid.NewGuid(), TimeProvider.System);
        Assert.DoesNotContain("sender_name", row.Extra, StringComparison.Ordinal);
        row.Extra =
            """{"$type":"message","fields":{"timestamp":null,"sender":null,"sender_name":null,"session_id":"","context_id":"","text":"","files":[],"error":false,"edit":false,"category":"message","content_blocks":[],"duration":null},"extra":{"more":1},"prompt":"Hi","images":["a.png"]}""";

        var read = row.ToMessage();

        Assert.Equal(message.Prompt, read.Prompt);
        Assert.Equal(message.Extra, read.Extra);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    public void ToMessage_RowWithSomethingElse_IsRefused(string rest)
    {
        var row = new Message("Hi").ToRow(Guid.NewGuid(), Guid.NewGuid(), TimeProvider.System);
        row.Extra = rest;

        Assert.Throws<InvalidValueException>(() => row.ToMessage());
    }
}
