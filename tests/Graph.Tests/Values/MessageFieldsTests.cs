namespace SkillFlaw.Graph.Values;

public sealed class MessageFieldsTests
{
    private static readonly Message _full = new()
    {
        Id = new Guid("0198d0a4-0000-7000-8000-000000000001"),
        Text = "hi",
        Sender = Message.Machine,
        SenderName = "AI",
        Files = ["flow/a.png", "flow/b.txt"],
        SessionId = "s",
        ContextId = "c",
        Timestamp = new DateTimeOffset(2026, 8, 22, 10, 30, 5, TimeSpan.Zero),
        FlowId = "f",
        Error = true,
        Edit = true,
        Category = "error",
        Properties = new MessageProperties
        {
            TextColor = "red",
            BackgroundColor = "blue",
            Edited = true,
            Source = new MessageSource("v", "OpenAI", "gpt"),
            Icon = "Bot",
            AllowMarkdown = true,
            PositiveFeedback = false,
            State = MessageProperties.Partial,
            Targets = ["t"],
        },
        ContentBlocks = FlowValue.Of([FlowValue.Of(("title", FlowValue.Of("Error")))]),
        Duration = 42,
        Extra = FlowValue.Of(("more", FlowValue.Of([FlowValue.Of(1)]))),
    };

    public static TheoryData<Message> Messages => new(
        new Message(), new Message("hi"), _full, _full with { Id = null, FlowId = null, Sender = null, Timestamp = null, Duration = null });

    [Theory]
    [MemberData(nameof(Messages))]
    public void ToMessage_OfTheFieldsOfAMessage_GivesItBack(Message message)
    {
        Assert.Equal(message, message.ToFields().ToMessage());
        Assert.Equal(message, ((ObjectValue)JsonValues.Parse(message.ToFields().ToJson())).ToMessage());
    }

    [Fact]
    public void ToFields_OfMessage_HasTheNamesOfTheWire()
    {
        Assert.Equal(
            """
            {"timestamp":"2026-08-22 10:30:05 UTC","sender":"Machine","sender_name":"AI","session_id":"s","context_id":"c","text":"hi",
            "files":["flow/a.png","flow/b.txt"],"error":true,"edit":true,
            "properties":{"text_color":"red","background_color":"blue","edited":true,
            "source":{"id":"v","display_name":"OpenAI","source":"gpt"},"icon":"Bot","allow_markdown":true,"positive_feedback":false,
            "state":"partial","targets":["t"]},
            "category":"error","content_blocks":[{"title":"Error"}],"duration":42,"id":"0198d0a4-0000-7000-8000-000000000001","flow_id":"f",
            "more":[1]}
            """.Replace("\n", "", StringComparison.Ordinal),
            _full.ToFields().ToJson());
    }

    [Fact]
    public void ToFields_OfATimeInAnotherZone_IsInUtc()
    {
        var message = new Message { Timestamp = new DateTimeOffset(2026, 8, 22, 1, 0, 0, TimeSpan.FromHours(2)) };

        Assert.Equal(FlowValue.Of("2026-08-21 23:00:00 UTC"), message.ToFields().Find("timestamp"));
    }

    [Theory]
    [InlineData("2026-08-22 10:30:05 UTC")]
    [InlineData("2026-08-22T10:30:05")]
    [InlineData("2026-08-22T12:30:05+02:00")]
    public void ToMessage_OfATimestamp_IsThatTime(string timestamp)
    {
        var message = FlowValue.Of(("timestamp", FlowValue.Of(timestamp))).ToMessage();

        Assert.Equal(new DateTimeOffset(2026, 8, 22, 10, 30, 5, TimeSpan.Zero), message.Timestamp);
    }

    [Fact]
    public void ToMessage_OfFieldsOfOtherTypes_KeepsTheDefaults()
    {
        var fields = (ObjectValue)JsonValues.Parse(
            """
            {"id":"x","text":5,"files":["a","",null],"timestamp":"soon","error":"yes","category":null,"duration":-1,"content_blocks":{},
            "properties":1}
            """);

        Assert.Equal(new Message { Files = ["a"] }, fields.ToMessage());
    }

    [Fact]
    public void ToMessage_OfFieldsUnderData_ReadsThem()
    {
        var fields = (ObjectValue)JsonValues.Parse("""{"text_key":"text","data":{"text":"hi","sender":"User"},"default_value":""}""");

        Assert.Equal(new Message("hi") { Sender = Message.User }, fields.ToMessage());
    }
}
