using System.Text.Json;
using System.Text.Json.Nodes;
using SkillFlaw.WebApi.Flows;

namespace SkillFlaw.WebApi.Builds;

/// <summary>What a build is begun with (semantics sections 4.1 and 4.3).</summary>
[Collection(nameof(SharedServer))]
public sealed class BuildInputTests(WebServer server) : IAsyncLifetime
{
    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await server.NewUserAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"inputs":null,"data":null,"files":null}""")]
    [InlineData("""{"inputs":{"input_value":null,"session":null}}""")]
    public async Task Build_WithoutInputs_HasWhatIsStoredAndTheFlowsSession(string? body)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var events = await _user.Client.BuildAsync(flow, body);

        Assert.Equal("end", events[^1].Kind());
        Assert.All(events.Where(each => each.Kind() == "add_message"), each => Assert.Equal(flow.ToString(), each.Data().Text("session_id")));
    }

    [Theory]
    [InlineData("""{"inputs":{"input_value":"said"}}""", "said")]
    [InlineData("""{"inputs":{"input_value":""}}""", "")]
    [InlineData("""{"inputs":{"input_value":null}}""", "stored")]
    [InlineData("""{"inputs":{}}""", "stored")]
    public async Task InputValue_OfChat_TakesThePlaceOfTheStoredOne(string inputs, string expected)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        var body = JsonNode.Parse(inputs)!;
        body["data"] = BuildSteps.Document("chat-echo").Set("ChatInput-eCh01", "input_value", "stored");

        var events = await _user.Client.BuildAsync(flow, body.ToJsonString());

        Assert.Equal(expected, events.EndOf("ChatInput-eCh01").GetProperty("data").GetProperty("outputs").GetProperty("message").Text("message"));
    }

    [Fact]
    public async Task InputValue_OfFlowWithTexts_ChangesNone()
    {
        var flow = await server.SaveFlowAsync(_user, "text-io");
        var stored = await _user.Client.BuildAsync(flow);

        var events = await _user.Client.BuildAsync(flow, """{"inputs":{"input_value":"said","components":["TextInput-tIo01"],"type":"text"}}""");

        foreach (var id in (string[])["TextInput-tIo01", "TextInput-tIo02", "TextOutput-tIo04"])
        {
            Assert.Equal(
                stored.EndOf(id).GetProperty("data").GetProperty("outputs").GetRawText(), events.EndOf(id).GetProperty("data").GetProperty("outputs").GetRawText());
        }
    }

    [Fact]
    public async Task Session_OfRequest_FillsOnlyWhatIsEmpty()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        var document = BuildSteps.Document("chat-echo").Set("ChatOutput-eCh02", "session_id", "its own");

        var events = await _user.Client.BuildAsync(flow, BuildSteps.BodyOf(document, "hi", "of the request"));

        Assert.Equal(
            ["of the request", "its own"], events.Where(each => each.Kind() == "add_message").Select(each => each.Data().Text("session_id")));
    }

    [Fact]
    public async Task Data_InBody_IsBuiltAndNotSaved()
    {
        var flow = await _user.Client.CreateFlowAsync(fields: $"\"data\":{BuildSteps.Document("chat-echo").ToJsonString()}");
        var id = flow.GetProperty("id").GetGuid();
        var before = await _user.Client.ReadFlowAsync(flow);

        var events = await _user.Client.BuildAsync(id, BuildSteps.BodyOf(BuildSteps.Document("chat-echo").Set("ChatOutput-eCh02", "sender_name", "Other")));

        Assert.Equal("Other", events.Last(each => each.Kind() == "add_message").Data().Text("sender_name"));
        Assert.Equal(before.GetRawText(), (await _user.Client.ReadFlowAsync(flow)).GetRawText());
        var stored = await _user.Client.BuildAsync(id, """{"inputs":{"input_value":"hi"}}""");
        Assert.Equal("AI", stored.Last(each => each.Kind() == "add_message").Data().Text("sender_name"));
    }

    [Theory]
    [InlineData("""{"nodes":"many","edges":[]}""")]
    [InlineData("""{"nodes":[],"edges":[{"source":"a","target":"b"}]}""")]
    public async Task Data_ThatIsNoFlow_IsAnErrorEventAndTheEnd(string data)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var events = await _user.Client.BuildAsync(flow, $$"""{"inputs":{"session":"s1"},"data":{{data}}}""");

        Assert.Equal(["error", "end"], events.Summary());
        var error = events[0].Data();
        Assert.Equal(("error", "s1", flow.ToString()), (error.Text("category"), error.Text("session_id"), error.Text("flow_id")));
        Assert.True(error.GetProperty("error").GetBoolean());
        Assert.False(error.TryGetProperty("id", out _));
        Assert.Equal("Failed", (await server.JobsAsync(flow)).Single().State.ToString());
    }

    [Theory]
    [InlineData("""{"data":5}""", "data")]
    [InlineData("""{"data":[]}""", "data")]
    [InlineData("""{"inputs":5}""", "inputs")]
    [InlineData("""{"inputs":{"input_value":5}}""", "input_value")]
    [InlineData("""{"files":"a.txt"}""", "files")]
    [InlineData("""{"stop_component_id":5}""", "stop_component_id")]
    public async Task Body_WithFieldOfAnotherType_IsRefused(string body, string field)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        var detail = (await _user.Client.PostBuildAsync(flow, body).ReadAsync(422)).GetProperty("detail");

        Assert.Equal(field, detail[0].GetProperty("loc").Texts()[^1]);
        Assert.Empty(await server.JobsAsync(flow));
    }

    [Theory]
    [InlineData("stop_component_id=CombineText-tHa03", "ChatInput-tHa01 CombineText-tHa03 TextInput-tHa02")]
    [InlineData("start_component_id=SplitText-tHa06", "File-tHa05 ParserComponent-tHa07 SplitText-tHa06 TextOutput-tHa08")]
    [InlineData("start_component_id=CombineText-tHa03", "ChatInput-tHa01 ChatOutput-tHa04 CombineText-tHa03 TextInput-tHa02")]
    [InlineData("start_component_id=SplitText-tHa06&stop_component_id=ParserComponent-tHa07", "File-tHa05 ParserComponent-tHa07 SplitText-tHa06")]
    [InlineData("start_component_id=CombineText-tHa03&stop_component_id=CombineText-tHa03", "ChatInput-tHa01 CombineText-tHa03 TextInput-tHa02")]
    public async Task StartAndStop_OfTwoHalves_ChooseWhatRuns(string query, string expected)
    {
        var flow = await server.SaveFlowAsync(_user, "two-halves");
        var names = query.Split('&').Select(each => each.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        var inQuery = await _user.Client.BuildAsync(flow, null, "?" + query);
        var inBody = await _user.Client.BuildAsync(flow, JsonSerializer.Serialize(names));
        var wins = await _user.Client.BuildAsync(
            flow, JsonSerializer.Serialize(names.ToDictionary(each => each.Key, _ => "File-tHa05")), "?" + query);

        foreach (var events in (List<JsonElement>[])[inQuery, inBody, wins])
        {
            var toRun = events[0].Data().GetProperty("to_run").Texts().Order(StringComparer.Ordinal).ToArray();
            Assert.Equal(expected, string.Join(' ', toRun));
            Assert.Subset(toRun.ToHashSet(), events.Where(each => each.Kind() == "end_vertex").Select(each => each.BuildData().Text("id")!).ToHashSet());
            Assert.Equal("end", events[^1].Kind());
        }
    }

    [Fact]
    public async Task Stop_InTheMiddle_RunsNothingBehindIt()
    {
        var flow = await server.SaveFlowAsync(_user, "text-io");

        var events = await _user.Client.BuildAsync(flow, """{"stop_component_id":"CombineText-tIo03"}""");

        Assert.Equal(
            ["CombineText-tIo03", "TextInput-tIo01", "TextInput-tIo02"],
            events.Where(each => each.Kind() == "end_vertex").Select(each => each.BuildData().Text("id")!).Order(StringComparer.Ordinal));
        Assert.Empty(events.EndOf("CombineText-tIo03").GetProperty("next_vertices_ids").EnumerateArray());
    }

    [Theory]
    [InlineData("?start_component_id=Nobody-1")]
    [InlineData("?stop_component_id=Nobody-1")]
    [InlineData("?start_component_id=Nobody-1&stop_component_id=Nobody-2")]
    public async Task StartOrStop_ThatIsNotThere_BuildsNothing(string query)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        var job = await _user.Client.StartBuildAsync(flow, null, query);

        var text = await _user.Client.StreamAsync(job);

        Assert.Equal("{\"event\":\"vertices_sorted\",\"data\":{\"ids\":[],\"to_run\":[]}}\n\n{\"event\":\"end\",\"data\":{}}\n\n", text);
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
