using System.Text.Json;

namespace SkillFlaw.WebApi.Runs;

/// <summary>The body of a run (semantics section 2.1).</summary>
[Collection(nameof(SharedServer))]
public sealed class RunBodyTests(WebServer server) : IAsyncLifetime
{
    private TestUser _user = null!;
    private Guid _flow;

    public async Task InitializeAsync()
    {
        _user = await server.NewUserAsync();
        _flow = await server.SaveFlowAsync(_user, "chat-echo");
    }

    [Theory]
    [InlineData("""{"input_value":"hi"}""", "hi")]
    [InlineData("""{"input_value":"hi","input_type":"chat","output_type":"chat","output_component":"","tweaks":{},"session_id":"s1"}""", "hi")]
    [InlineData("""{"input_request":{"input_value":"hi"},"context":{"any":"object"}}""", "hi")]
    [InlineData("""{"input_request":null,"input_value":"hi"}""", "hi")]
    [InlineData("""{"input_value":"hi","nobody":"knows","me":[1]}""", "hi")]
    [InlineData("""{"input_request":{"input_value":"hi","nobody":1},"more":2}""", "hi")]
    [InlineData("""{"input_value":"hi","input_type":null}""", "hi")]
    [InlineData("""{"input_value":"hi","input_type":"any"}""", "hi")]
    [InlineData("""{"input_value":"hi","output_type":null}""", "hi")]
    [InlineData("""{"input_value":"hi","context":{"any":1}}""", "hi")]
    [InlineData("""{"input_value":"é 😀 \u0000 \\ \" \n"}""", "é 😀 \0 \\ \" \n")]
    public async Task Run_WithBody_SaysItToTheFlow(string body, string said)
    {
        var answer = await RunAsync(body).ReadAsync(200);

        Assert.Equal(said, Result(answer).Text("text"));
        Assert.Equal(said, answer.GetProperty("outputs")[0].GetProperty("inputs").Text("input_value"));
    }

    [Fact]
    public async Task Run_WithAVariableThatIsNoText_IsRefused()
    {
        var answer = await RunAsync("""{"input_value":"hi","context":{"request_variables":{"a":"\ud800"}}}""").ReadAsync(422);

        Assert.Equal("context", answer.GetProperty("detail")[0].GetProperty("loc")[1].GetString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("{}")]
    [InlineData("""{"input_value":null}""")]
    [InlineData("""{"input_request":{}}""")]
    // A flat body with anything wrong in it is the body with all defaults.
    [InlineData("""{"input_value":5}""")]
    [InlineData("""{"input_value":"hi","input_type":"json"}""")]
    [InlineData("""{"input_value":"hi","output_type":"nothing"}""")]
    [InlineData("""{"input_value":"hi","tweaks":{"temperature":0.2}}""")]
    [InlineData("""{"input_value":"hi","tweaks":[]}""")]
    [InlineData("""{"input_value":"hi","session_id":7}""")]
    public async Task Run_WithoutUsableInput_RunsTheFlowAsItIsStored(string? body)
    {
        var answer = await RunAsync(body).ReadAsync(200);

        Assert.Equal("Hello?", Result(answer).Text("text"));
        Assert.Equal("{}", answer.GetProperty("outputs")[0].GetProperty("inputs").GetRawText());
        Assert.Equal(_flow.ToString(), answer.Text("session_id"));
    }

    [Fact]
    public async Task Run_WithFormContentType_ReadsJsonAllTheSame()
    {
        using var content = new StringContent("""{"input_value":"hi"}""", null, "application/x-www-form-urlencoded");

        var answer = await _user.Client.PostAsync($"/api/v1/run/{_flow}", content).ReadAsync(200);

        Assert.Equal("hi", Result(answer).Text("text"));
    }

    [Theory]
    [InlineData("""{"input_request":{"input_value":5}}""", "string_type", "body/input_request/input_value")]
    [InlineData("""{"input_request":{"input_type":"json"}}""", "enum", "body/input_request/input_type")]
    [InlineData("""{"input_request":{"tweaks":3}}""", "dict_type", "body/input_request/tweaks")]
    [InlineData("""{"input_request":{"session_id":{}}}""", "string_type", "body/input_request/session_id")]
    [InlineData("""{"input_request":7}""", "dict_type", "body/input_request")]
    [InlineData("""{"input_value":"hi","context":"text"}""", "dict_type", "body/context")]
    [InlineData("""["input_value"]""", "model_attributes_type", "body")]
    [InlineData("\"hi\"", "model_attributes_type", "body")]
    [InlineData("""{"input_value": """, "json_invalid", "body/16")]
    [InlineData("{\n\"input_value\": nope}", "json_invalid", "body/18")]
    public async Task Run_WithWrongBody_SaysWhatIsWrong(string body, string type, string location)
    {
        var answer = await RunAsync(body).ReadAsync(422);

        var error = Assert.Single(answer.GetProperty("detail").EnumerateArray());
        Assert.Equal(type, error.Text("type"));
        Assert.Equal(location, string.Join('/', error.GetProperty("loc").EnumerateArray().Select(part => part.ToString())));
        Assert.True(error.TryGetProperty("msg", out _));
        Assert.True(error.TryGetProperty("input", out _));
    }

    [Fact]
    public async Task Run_WithSessionThatIsTooLong_IsRefusedAndNotMixedUp()
    {
        var answer = await RunAsync(JsonSerializer.Serialize(new { input_value = "hi", session_id = new string('ü', 501) })).ReadAsync(422);

        Assert.Equal("string_too_long", answer.GetProperty("detail")[0].Text("type"));
        Assert.Empty(await server.MessagesAsync(_flow));
    }

    [Fact]
    public async Task Run_WithDeepBody_IsRefused()
    {
        var answer = await RunAsync("{\"tweaks\":" + string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_000) + "}").ReadAsync(422);

        Assert.Equal("json_invalid", answer.GetProperty("detail")[0].Text("type"));
    }

    [Theory]
    [InlineData("?stream=perhaps")]
    [InlineData("?stream=")]
    public async Task Run_WithWrongFlag_SaysWhatIsWrong(string query)
    {
        var answer = await _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{_flow}{query}").ReadAsync(422);

        Assert.Equal("bool_parsing", answer.GetProperty("detail")[0].Text("type"));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private static JsonElement Result(JsonElement answer) =>
        answer.GetProperty("outputs")[0].GetProperty("outputs")[0].GetProperty("results").GetProperty("message");

    private Task<HttpResponseMessage> RunAsync(string? body) => _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{_flow}", body);
}
