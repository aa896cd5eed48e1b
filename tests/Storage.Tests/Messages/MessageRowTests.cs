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

    [Fact]
    public void ToRow_PropertiesThatNobodySet_AreNotStored()
    {
        var set = new MessageProperties { Source = new MessageSource("model-1", null, "gpt"), State = MessageProperties.Partial };

        Assert.Equal("{}", RowOf(MessageProperties.Default).Properties);
        Assert.Equal("{}", RowOf(new MessageProperties()).Properties);
        Assert.Equal("""{"source":{"id":"model-1","source":"gpt"},"state":"partial"}""", RowOf(set).Properties);
        Assert.Equal(set, RowOf(set).ToMessage().Properties);
    }

    [Fact]
    public void ToMessage_RowWithAllProperties_AsItWasAtFirst_HasThem()
    {
        var row = RowOf(MessageProperties.Default);
        row.Properties =
            """{"text_color":null,"background_color":null,"edited":false,"source":{"id":"a","display_name":null,"source":null},"icon":null,"allow_markdown":false,"positive_feedback":null,"state":"complete","targets":[]}""";

        Assert.Equal(new MessageProperties { Source = new MessageSource("a", null, null) }, row.ToMessage().Properties);
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

    private static StoredMessage RowOf(MessageProperties properties) =>
        new Message("Hi") { Properties = properties }.ToRow(Guid.NewGuid(), Guid.NewGuid(), TimeProvider.System);
}
