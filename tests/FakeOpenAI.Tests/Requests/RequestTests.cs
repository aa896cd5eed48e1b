using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI.Tests.Requests;

public sealed class RequestTests : ServerTest
{
    [Fact]
    public async Task Requests_AfterAChat_TellWhatWasSent()
    {
        Http.DefaultRequestHeaders.Authorization = new("Bearer", "sk-test");
        Http.DefaultRequestHeaders.Add("OpenAI-Organization", "org-1");
        await CompleteAsync(JsonNode.Parse(
            """
            {"model":"m","temperature":0.5,"top_p":0.9,"max_tokens":7,"seed":3,"tools":[{"type":"function","function":{"name":"f"}}],
             "messages":[
             {"role":"system","content":"Be brief."},{"role":"user","content":"hello"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"call_7","type":"function","function":{"name":"f","arguments":"{}"}}]},
             {"role":"tool","tool_call_id":"call_7","content":"done"}]}
            """)!.AsObject());

        var request = Assert.Single(OpenAI.Requests);

        Assert.Equal((1, "POST", "/v1/chat/completions"), (request.Number, request.Method, request.Path));
        Assert.Equal(("Bearer sk-test", "org-1"), (request.Authorization, request.Organization));
        Assert.Equal(("m", 0.5, 0.9, 7, false), (request.Model, request.Temperature, request.TopP, request.MaxTokens, request.Stream));
        Assert.Equal(["f"], request.Tools);
        Assert.Equal(3, (int)request.Body!["seed"]!);
        Assert.Equal(["system", "user", "assistant", "tool"], request.Messages.Select(message => message.Role));
        Assert.Equal(["Be brief.", "hello", "", "done"], request.Messages.Select(message => message.Text));
        Assert.Equal(new FakeToolCall("f", "{}", "call_7"), Assert.Single(request.Messages[2].ToolCalls));
        Assert.Equal("call_7", request.Messages[3].ToolCallId);
    }

    [Fact]
    public async Task Requests_WithTheNewNameOfTheLimit_TellIt()
    {
        var body = Streamed(Chat("hello"));
        body["max_completion_tokens"] = 9;
        using var events = await StreamAsync(body);

        var request = Assert.Single(OpenAI.Requests);

        Assert.Equal((9, true), (request.MaxTokens, request.Stream));
    }

    [Fact]
    public async Task Requests_ThatWereRefused_AreKeptToo()
    {
        await PostRawAsync("chat/completions", "{");
        await Http.GetAsync("models");

        Assert.Equal(["/v1/chat/completions", "/v1/models"], OpenAI.Requests.Select(request => request.Path));
        Assert.All(OpenAI.Requests, request => Assert.Null(request.Body));
        Assert.All(OpenAI.Requests, request => Assert.Null(request.Authorization));
        Assert.All(OpenAI.Requests, request => Assert.Empty(request.Messages));
    }

    [Fact]
    public async Task Requests_BeyondTheLimit_AreCountedAndTheLastKept()
    {
        await using var server = await FakeOpenAIServer.StartAsync(new() { RecordedRequests = 2 });
        for (var i = 0; i < 3; i++)
        {
            await Http.GetAsync($"{server.BaseUrl}/models");
        }

        Assert.Equal([2, 3], server.Requests.Select(request => request.Number));
        Assert.Equal(3, server.RequestCount);
        Assert.Equal(2, (await server.WaitForRequestAsync(2)).Number);
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.WaitForRequestAsync(1));
    }

    [Fact]
    public async Task Requests_NotKeptAtAll_AreCounted()
    {
        await using var server = await FakeOpenAIServer.StartAsync(new() { RecordedRequests = 0 });
        var waiting = server.WaitForRequestAsync();

        await Http.GetAsync($"{server.BaseUrl}/models");

        Assert.Equal(1, (await waiting).Number);
        Assert.Empty(server.Requests);
        Assert.Equal(1, server.RequestCount);
    }

    [Fact]
    public async Task Requests_AtTheSameTime_AreAllAnsweredAndCounted()
    {
        await Parallel.ForAsync(0, 200, async (i, _) =>
        {
            var completion = await CompleteAsync(Chat($"hello {i}"));
            Assert.Equal($"echo: hello {i}", (string?)completion["choices"]![0]!["message"]!["content"]);
        });

        Assert.Equal(200, OpenAI.RequestCount);
        Assert.Equal(200, OpenAI.Requests.Select(request => request.Number).Distinct().Count());
    }

    [Fact]
    public async Task WaitForRequest_BeforeIt_EndsWithIt()
    {
        var waiting = OpenAI.WaitForRequestAsync(2);
        await CompleteAsync(Chat("one"));
        Assert.False(waiting.IsCompleted);

        await CompleteAsync(Chat("two"));

        Assert.Equal("two", (await waiting).LastUserText);
    }

    [Fact]
    public async Task WaitForRequest_Cancelled_Throws()
    {
        using var cancellation = new CancellationTokenSource();
        var waiting = OpenAI.WaitForRequestAsync(cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
