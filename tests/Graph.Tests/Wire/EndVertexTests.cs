using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>The events of vertices that have run, as semantics section 4.7 shows them, byte for byte.</summary>
public sealed class EndVertexTests
{
    private const string Looks = """
        "error":false,"edit":false,
        "properties":{"text_color":null,"background_color":null,"edited":false,
        "source":{"id":"Model-b2","display_name":"OpenAI","source":"gpt"},
        "icon":null,"allow_markdown":false,"positive_feedback":null,"state":"complete","targets":[]},
        "category":"message","content_blocks":[],"duration":null
        """;

    private static readonly Message _answer = new("Hi there")
    {
        Id = new Guid("0d9b4c3e-2f0e-4a5b-8c3d-1b2a3c4d5e6f"),
        Sender = Message.Machine,
        SenderName = "AI",
        SessionId = "s1",
        FlowId = "d2bb",
        Timestamp = WireTexts.Noon,
        Properties = new MessageProperties { Source = new MessageSource("Model-b2", "OpenAI", "gpt") },
    };

    [Fact]
    public void WriteEndVertex_OfChatOutput_IsAsTheSpecificationShows()
    {
        var vertex = WireTexts.Built("ChatOutput", ("message", _answer)) with { Duration = TimeSpan.FromMilliseconds(15.3) };

        AssertEvent(
            $$$$"""
            {"event":"end_vertex","data":{"build_data":{
            "id":"ChatOutput-1","inactivated_vertices":[],"next_vertices_ids":[],"top_level_vertices":[],"valid":true,
            "params":"- Files: []\n  Message: Hi there\n  Sender: Machine\n  Sender Name: AI\n  Type: object\n",
            "data":{
            "results":{"message":{"text_key":"text",
            "data":{"timestamp":"2026-01-20 12:00:00 UTC","text":"Hi there","sender":"Machine","sender_name":"AI","files":[],
            "session_id":"s1","context_id":"",{{{{Looks}}}},"id":"0d9b4c3e-2f0e-4a5b-8c3d-1b2a3c4d5e6f","flow_id":"d2bb"},
            "default_value":"","text":"Hi there","sender":"Machine","sender_name":"AI","files":[],"session_id":"s1","context_id":"",
            "timestamp":"2026-01-20T12:00:00+00:00","flow_id":"d2bb",{{{{Looks}}}}}},
            "outputs":{"message":{"message":"Hi there","type":"text"}},
            "logs":{"message":[]},
            "message":{"message":"Hi there","sender":"Machine","sender_name":"AI","files":[],"type":"object"},
            "artifacts":{"message":"Hi there","sender":"Machine","sender_name":"AI","files":[],"type":"object"},
            "timedelta":0.0153,"duration":"15 ms","used_frozen_result":false},
            "timestamp":"2026-01-20T12:00:00.123456Z"}}}
            """,
            vertex);
    }

    [Fact]
    public void WriteEndVertex_OfOrdinaryComponent_IsAsTheSpecificationShows()
    {
        var vertex = WireTexts.Built("Prompt", ("prompt", new Message("Answer: hi"))) with
        {
            Inactivated = ["Other-x"],
            Next = ["Model-b2", "Model-b3"],
            TopLevel = ["Group-g1"],
        };

        AssertEvent(
            """
            {"event":"end_vertex","data":{"build_data":{
            "id":"Prompt-1","inactivated_vertices":["Other-x"],"next_vertices_ids":["Model-b2","Model-b3"],
            "top_level_vertices":["Group-g1"],"valid":true,"params":"None",
            "data":{"results":{},"outputs":{"prompt":{"message":"Answer: hi","type":"text"}},"logs":{"prompt":[]},
            "message":{"prompt":{"repr":"Answer: hi","raw":"Answer: hi","type":"text"}},
            "artifacts":{"prompt":{"repr":"Answer: hi","raw":"Answer: hi","type":"text"}},
            "timedelta":0.004,"duration":"4 ms","used_frozen_result":false},
            "timestamp":"2026-01-20T12:00:00.123456Z"}}}
            """,
            vertex);
    }

    [Theory]
    [InlineData("text_output", "text_output", "other")]
    [InlineData("output")]
    public void WriteEndVertex_OfFailure_HasItInThePlaceOfTheFirstOutput(string shown, params string[] declared)
    {
        var failure = new VertexFailedException("OpenAIModel-1", "OpenAI", "connection refused").Message;
        var vertex = new BuiltVertex
        {
            Vertex = WireTexts.Vertex("OpenAIModel", declared, "OpenAI"),
            Failure = failure,
            Duration = TimeSpan.FromSeconds(1.204),
            Timestamp = WireTexts.Noon,
        };

        AssertEvent(
            $$$$"""
            {"event":"end_vertex","data":{"build_data":{
            "id":"OpenAIModel-1","inactivated_vertices":[],"next_vertices_ids":[],"top_level_vertices":[],"valid":false,
            "params":"Error building Component OpenAI: \n\nconnection refused",
            "data":{"results":{},"outputs":{"{{{{shown}}}}":{
            "message":{"errorMessage":"Error building Component OpenAI: \n\nconnection refused","stackTrace":""},"type":"error"}},
            "logs":{},"message":{},"artifacts":{},"timedelta":1.204,"duration":"1.2 seconds","used_frozen_result":false},
            "timestamp":"2026-01-20T12:00:00.123456Z"}}}
            """,
            vertex);
    }

    // The transactions and builds of the monitor have the same, each in a column of its own.
    [Fact]
    public void WriteArtifactsAndOutputs_OfAVertex_AreThoseOfItsData()
    {
        var vertex = WireTexts.Built("Any", ("a", FlowValue.Of("x")), ("b", FlowValue.Of(2)));

        var data = WireTexts.Data(vertex);

        Assert.Equal(data.GetProperty("artifacts").GetRawText(), WireTexts.Write(writer => BuildEventJson.WriteArtifacts(writer, vertex)));
        Assert.Equal(data.GetProperty("outputs").GetRawText(), WireTexts.Write(writer => BuildEventJson.WriteOutputs(writer, vertex)));
    }

    [Fact]
    public void WriteData_WithOutputThatWasNotComputed_SaysThatNothingIsKnownOfIt()
    {
        var vertex = WireTexts.Built("Any", ("a", FlowValue.Of("x"))) with { Vertex = WireTexts.Vertex("Any", ["a", "b"]) };

        var data = WireTexts.Data(vertex);

        Assert.Equal("""{"a":{"message":"x","type":"text"},"b":{"message":"","type":"unknown"}}""", data.GetProperty("outputs").GetRawText());
        Assert.Equal("""{"a":[],"b":[]}""", data.GetProperty("logs").GetRawText());
    }

    [Theory]
    [InlineData(false, "data")]
    [InlineData(true, "object")]
    public void WriteData_OfARecord_IsCalledAnObjectWhereTheVertexHasAStatus(bool hasStatus, string expected)
    {
        var vertex = WireTexts.Built("Any", ("a", new Data(FlowValue.Of(("k", FlowValue.Of(1))))));
        vertex = vertex with { Result = vertex.Result! with { Status = hasStatus ? FlowValue.Of("done") : null } };

        var output = WireTexts.Data(vertex).GetProperty("outputs").GetProperty("a");

        Assert.Equal($$"""{"message":{"k":1},"type":"{{expected}}"}""", output.GetRawText());
    }

    [Fact]
    public void WriteData_WithLogs_HasThemUnderTheirOutputs()
    {
        var vertex = WireTexts.Built("Any", ("a", FlowValue.Of("x")), ("b", FlowValue.Of("y")));
        vertex = vertex with
        {
            Result = vertex.Result! with
            {
                Logs = [new VertexLog("b", "one", FlowValue.Of("1")), new VertexLog("b", "two", FlowValue.Of(("n", FlowValue.Of(2))))],
            },
        };

        Assert.Equal(
            """{"a":[],"b":[{"name":"one","message":"1","type":"text"},{"name":"two","message":{"n":2},"type":"object"}]}""",
            WireTexts.Data(vertex).GetProperty("logs").GetRawText());
    }

    [Fact]
    public void WriteData_OfChatWithFiles_SaysInTheArtifactsWhatTheyAre()
    {
        var vertex = WireTexts.Built("ChatInput", ("message", new Message("look") { Files = ["f1/Cat.PNG"], Sender = Message.User }));

        Assert.Equal(
            """{"message":"look","sender":"User","files":[{"path":"f1/Cat.PNG","name":"Cat.PNG","type":"png"}],"type":"object"}""",
            WireTexts.Data(vertex).GetProperty("artifacts").GetRawText());
    }

    [Fact]
    public void WriteData_OfWebhook_HasTheRecordInItsResults()
    {
        var vertex = WireTexts.Built("Webhook", ("output_data", new Data(FlowValue.Of(("k", FlowValue.Of("v"))))));

        Assert.Equal(
            """{"output_data":{"text_key":"text","data":{"k":"v"},"default_value":""}}""",
            WireTexts.Data(vertex).GetProperty("results").GetRawText());
    }

    private static void AssertEvent(string expected, BuiltVertex vertex) =>
        Assert.Equal(WireTexts.OneLine(expected), WireTexts.Write(writer => BuildEventJson.WriteEndVertex(writer, vertex)));
}
