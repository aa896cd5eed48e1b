using System.Text.Json;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>All other events of a build (semantics sections 4.4 to 4.6), byte for byte.</summary>
public sealed class BuildEventTests
{
    private static readonly Guid _id = new("28a70d9b-2f0e-4a5b-8c3d-1b2a3c4d5e6f");

    [Fact]
    public void WriteVerticesSorted_OfIds_HasTheFirstLayerAndAllThatRun() => AssertEvent(
        """{"event":"vertices_sorted","data":{"ids":["ChatInput-a1"],"to_run":["OpenAIModel-b2","ChatOutput-c3","ChatInput-a1"]}}""",
        writer => BuildEventJson.WriteVerticesSorted(writer, ["ChatInput-a1"], ["OpenAIModel-b2", "ChatOutput-c3", "ChatInput-a1"]));

    [Fact]
    public void WriteBuildStart_OfTheBuild_HasNoId() =>
        AssertEvent("""{"event":"build_start","data":{}}""", writer => BuildEventJson.WriteBuildStart(writer));

    [Fact]
    public void WriteBuildStart_OfATool_HasItsId() =>
        AssertEvent("""{"event":"build_start","data":{"id":"Tool-1"}}""", writer => BuildEventJson.WriteBuildStart(writer, "Tool-1"));

    [Fact]
    public void WriteBuildEnd_OfATool_HasItsId() =>
        AssertEvent("""{"event":"build_end","data":{"id":"Tool-1"}}""", writer => BuildEventJson.WriteBuildEnd(writer, "Tool-1"));

    [Fact]
    public void WriteToken_OfAPiece_HasTheMessagesId() => AssertEvent(
        """{"event":"token","data":{"chunk":"Hé\n","id":"28a70d9b-2f0e-4a5b-8c3d-1b2a3c4d5e6f"}}""",
        writer => BuildEventJson.WriteToken(writer, _id, "Hé\n"));

    [Fact]
    public void WriteRemoveMessage_OfAMessage_HasItsId() => AssertEvent(
        """{"event":"remove_message","data":{"id":"28a70d9b-2f0e-4a5b-8c3d-1b2a3c4d5e6f"}}""",
        writer => BuildEventJson.WriteRemoveMessage(writer, _id));

    [Fact]
    public void WriteLog_OfALine_SaysWhereItComesFrom() => AssertEvent(
        """{"event":"log","data":{"name":"Tried","message":"twice","type":"text","output":"text_output","component_id":"Model-b2"}}""",
        writer => BuildEventJson.WriteLog(writer, "Model-b2", new VertexLog("text_output", "Tried", new Message("twice"))));

    [Fact]
    public void WriteEnd_OfABuild_IsEmpty() => AssertEvent("""{"event":"end","data":{}}""", BuildEventJson.WriteEnd);

    [Theory]
    [InlineData("add_message")]
    [InlineData("error")]
    public void WriteMessage_OfAMessage_HasItsFieldsTwice(string name)
    {
        var message = new Message("Tell me a story")
        {
            Id = _id,
            Sender = Message.User,
            SenderName = "User",
            SessionId = "s1",
            FlowId = "d2bb",
            Timestamp = WireTexts.Noon,
            Extra = FlowValue.Of(("score", FlowValue.Of(1))),
        };
        const string Looks = """
            "error":false,"edit":false,
            "properties":{"text_color":null,"background_color":null,"edited":false,"source":{"id":null,"display_name":null,"source":null},
            "icon":null,"allow_markdown":false,"positive_feedback":null,"state":"complete","targets":[]},
            "category":"message","content_blocks":[],"duration":null,
            "id":"28a70d9b-2f0e-4a5b-8c3d-1b2a3c4d5e6f","flow_id":"d2bb"
            """;
        const string Body = """
            "text":"Tell me a story","sender":"User","sender_name":"User","files":[],"session_id":"s1","context_id":""
            """;

        AssertEvent(
            WireTexts.OneLine(
                $$$"""
                {"event":"{{{name}}}","data":{
                "timestamp":"2026-01-20T12:00:00+00:00",{{{Body}}},{{{Looks}}},
                "text_key":"text","data":{"timestamp":"2026-01-20 12:00:00 UTC",{{{Body}}},{{{Looks}}},"score":1},"default_value":""}}
                """),
            writer =>
            {
                if (name == "error")
                {
                    BuildEventJson.WriteError(writer, message);
                }
                else
                {
                    BuildEventJson.WriteMessage(writer, message);
                }
            });
    }

    // What a message says is for the chat, and is never cut.
    [Fact]
    public void WriteMessage_OfALongText_HasAllOfIt()
    {
        var text = new string('x', CutJson.LongestText + 1);

        var written = JsonElement.Parse(WireTexts.Write(writer => BuildEventJson.WriteMessage(writer, new Message(text))));

        Assert.Equal(text, written.GetProperty("data").GetProperty("text").GetString());
    }

    [Fact]
    public void WriteGraphError_OfAReason_IsAMessageThatWasNotStored() => AssertEvent(
        WireTexts.OneLine(
            """
            {"event":"error","data":{"session_id":"s1","context_id":null,"sender":null,"sender_name":null,
            "text":"Only one chat input is allowed in the graph",
            "properties":{"text_color":"red","background_color":"red","edited":false,
            "source":{"id":null,"display_name":null,"source":null},
            "icon":"error","allow_markdown":false,"positive_feedback":null,"state":"complete","targets":[]},
            "category":"error","error":true,
            "content_blocks":[{"title":"Error","contents":[{"type":"error","duration":null,"header":{},"component":null,"field":null,
            "reason":"**GraphError**\n - **Details: Only one chat input is allowed in the graph**\n","solution":null,"traceback":null}],
            "allow_markdown":true,"media_url":null}],
            "flow_id":"d2bb","files":[],"timestamp":"2026-01-20 12:00:00 UTC"}}
            """),
        writer => BuildEventJson.WriteGraphError(writer, "Only one chat input is allowed in the graph", "d2bb", "s1", WireTexts.Noon));

    private static void AssertEvent(string expected, Action<Utf8JsonWriter> write) => Assert.Equal(expected, WireTexts.Write(write));
}
