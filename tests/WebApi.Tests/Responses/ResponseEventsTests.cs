using System.Buffers;
using System.Text;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.WebApi.Responses;

/// <summary>What a stream makes of the messages and tokens of a run (semantics sections 3.3 and 4.5).</summary>
public sealed class ResponseEventsTests
{
    private static readonly ResponseHead _head = new("s1", "my-flow", null, 1_768_894_976);
    private static readonly Guid _id = Guid.NewGuid();

    [Fact]
    public void Tokens_AfterTheirEmptyMessage_AreSaidAsTheyAre() =>
        Assert.Equal(["Hel", "Hel", "lo"], Deltas(events =>
        {
            events.Add(Partial(""));
            events.Add(_id, "Hel");
            events.Add(_id, "Hel");
            events.Add(_id, "lo");
            events.Add(Partial("HelHello") with { Properties = MessageProperties.Default });
        }));

    [Fact]
    public void FirstToken_ThatCameWithItsMessage_IsSaidOnce() =>
        Assert.Equal(["Hel", "lo"], Deltas(events =>
        {
            events.Add(Partial("Hel"));
            events.Add(_id, "Hel");
            events.Add(_id, "lo");
        }));

    [Fact]
    public void Message_ThatGrows_AddsWhatIsNew() =>
        Assert.Equal(["I look", " it up", ".", "No: ", "again"], Deltas(events =>
        {
            events.Add(Partial("I look"));
            events.Add(Partial("I look it up"));
            events.Add(_id, ".");
            events.Add(Partial("I look it up."));
            events.Add(Partial("No: "));
            events.Add(_id, "again");
        }));

    [Theory]
    [InlineData("User", "User", "partial", "text")]
    [InlineData("Machine", "Somebody", "partial", "text")]
    [InlineData("Machine", "AI", "complete", "text")]
    [InlineData("Machine", "AI", "partial", "the input")]
    [InlineData("Machine", "AI", "partial", "")]
    public void Message_ThatIsNoPartOfAnAnswer_SaysNothing(string sender, string name, string state, string text) =>
        Assert.Equal(["the answer"], Deltas(
            events => events.Add(new Message(text) { Id = _id, Sender = sender, SenderName = name, Properties = new MessageProperties { State = state } })));

    [Theory]
    [InlineData("Machine", "AI")]
    [InlineData("AI", "Agent")]
    [InlineData("Agent", "Agent")]
    public void Message_OfAnswerer_IsSaid(string sender, string name) =>
        Assert.Equal(["text"], Deltas(events => events.Add(Partial("text") with { Sender = sender, SenderName = name })));

    [Fact]
    public void Tool_WithOutput_IsToldOnce()
    {
        var stream = Write(withResults: false, events =>
        {
            events.Add(Steps(Tool("search", "{\"q\":\"x\"}", "null")));
            events.Add(Steps(Tool("search", "{\"q\":\"x\"}", "\"found\"")));
            events.Add(Steps(Tool("search", "{\"q\":\"x\"}", "\"found\""), Tool("search", "{\"q\":\"y\"}", "[]")));
        });

        Assert.Contains(
            """
            event: response.output_item.added
            data: {"type":"response.output_item.added","item":{"id":"fc_1","type":"function_call","status":"in_progress","name":"search","arguments":"","call_id":"call_1"},"output_index":0,"sequence_number":2}

            event: response.function_call_arguments.delta
            data: {"type":"response.function_call_arguments.delta","delta":"{\"q\": \"x\"}","item_id":"fc_1","output_index":0,"sequence_number":3}

            event: response.function_call_arguments.done
            data: {"type":"response.function_call_arguments.done","arguments":"{\"q\": \"x\"}","item_id":"fc_1","output_index":0,"sequence_number":4}

            event: response.output_item.done
            data: {"type":"response.output_item.done","item":{"id":"fc_1","type":"function_call","status":"completed","arguments":"{\"q\": \"x\"}","call_id":"call_1","name":"search"},"output_index":0,"sequence_number":5}

            event: response.output_item.added
            data: {"type":"response.output_item.added","item":{"id":"fc_2","type":"function_call","status":"in_progress","name":"search","arguments":"","call_id":"call_2"},"output_index":1,"sequence_number":6}
            """.ReplaceLineEndings("\n"),
            stream,
            StringComparison.Ordinal);
        var events = ResponseSteps.Events(stream);
        Assert.Equal(3, events.Count(each => each.Name == "response.output_item.added"));
        Assert.Equal(
            ["fc_1", "fc_2", "msg_s1"],
            events.Single(each => each.Name == "response.completed").Data.GetProperty("response").GetProperty("output").EnumerateArray().Select(item => item.Text("id")));
    }

    [Fact]
    public void Tool_WithResults_HasThemAtItsEnd()
    {
        var stream = Write(withResults: true, events => events.Add(Steps(Tool("search", "{\"q\":\"x\"}", "{\"n\":1}"))));

        Assert.Contains(
            """data: {"type":"response.output_item.done","item":{"id":"search_fc_1","inputs":{"q":"x"},"status":"completed","type":"tool_call","tool_name":"search","results":{"n":1}},"output_index":0,"sequence_number":5}""",
            stream,
            StringComparison.Ordinal);
        Assert.Contains("\"item\":{\"id\":\"fc_1\",\"type\":\"function_call\",\"status\":\"in_progress\"", stream, StringComparison.Ordinal);
    }

    [Fact]
    public void Tool_AfterText_ComesAfterItInTheOutput()
    {
        var events = ResponseSteps.Events(Write(withResults: false, events =>
        {
            events.Add(_id, "Let me see.");
            events.Add(Steps(Tool("search", "{}", "1")));
            events.Add(_id, " Done.");
        }));

        var output = events.Single(each => each.Name == "response.completed").Data.GetProperty("response").GetProperty("output");
        Assert.Equal(["msg_s1", "fc_1"], output.EnumerateArray().Select(item => item.Text("id")));
        Assert.Equal("Let me see. Done.", output[0].GetProperty("content")[0].Text("text"));
        Assert.All(
            events.Where(each => each.Data.TryGetProperty("item_id", out _)),
            each => Assert.Equal(each.Data.Text("item_id") == "msg_s1" ? 0 : 1, each.Data.GetProperty("output_index").GetInt32()));
    }

    [Fact]
    public void Tool_OnlyInTheAnswer_IsToldBeforeIt()
    {
        var message = Steps(Tool("search", "{}", "1")) with { Text = "the answer" };

        var events = ResponseSteps.Events(Write(withResults: false, _ => { }, new ResponseAnswer("the answer", message)));

        Assert.Equal(
            ["response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.done", "response.output_item.done", "response.output_item.added"],
            events.Skip(3).Take(5).Select(each => each.Name));
        Assert.Equal("the answer", events.Deltas());
    }

    [Fact]
    public void Fail_AfterText_KeepsItAsIncomplete()
    {
        var output = new ArrayBufferWriter<byte>();
        using (var events = new ResponseEvents(_head, "the input", false, output))
        {
            events.Start();
            events.Add(_id, "Half");
            events.Fail("it broke");
        }

        var written = ResponseSteps.Events(Encoding.UTF8.GetString(output.WrittenSpan));
        var item = written.Single(each => each.Name == "response.failed").Data.GetProperty("response").GetProperty("output")[0];
        Assert.Equal(("incomplete", "Half"), (item.Text("status"), item.GetProperty("content")[0].Text("text")));
        Assert.Equal("""{"error":{"message":"it broke","type":"processing_error"}}""", written[^2].Data.GetRawText());
    }

    private static Message Partial(string text) => new(text)
    {
        Id = _id,
        Sender = Message.Machine,
        SenderName = "AI",
        Properties = new MessageProperties { State = "partial" },
    };

    private static Message Steps(params string[] tools) => Partial("") with
    {
        ContentBlocks = (ListValue)JsonValues.Parse($$"""[{"title":"Agent Steps","contents":[{"type":"text","text":"weather?"},{{string.Join(',', tools)}}]}]"""),
    };

    private static string Tool(string name, string input, string output) =>
        $$"""{"type":"tool_use","name":"{{name}}","tool_input":{{input}},"output":{{output}},"error":null}""";

    private static IEnumerable<string> Deltas(Action<ResponseEvents> happen)
    {
        var events = ResponseSteps.Events(Write(withResults: false, happen));
        Assert.Equal(events.Deltas(), events.Chunks());
        return events.Where(each => each.Name == "response.output_text.delta").Select(each => each.Data.Text("delta")!);
    }

    private static string Write(bool withResults, Action<ResponseEvents> happen, ResponseAnswer? answer = null)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var events = new ResponseEvents(_head, "the input", withResults, output))
        {
            events.Start();
            happen(events);
            events.Complete(answer ?? new ResponseAnswer("the answer", null));
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
