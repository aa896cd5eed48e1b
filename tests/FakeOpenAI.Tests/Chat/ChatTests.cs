using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI.Tests.Chat;

public sealed class ChatTests : ServerTest
{
    [Fact]
    public async Task Complete_WithoutScript_EchoesTheLastUserMessage()
    {
        var body = Chat("first");
        body["messages"]!.AsArray().Add(Message("assistant", "echo: first"));
        body["messages"]!.AsArray().Add(Message("user", "second <é> \U0001F600"));
        body["messages"]!.AsArray().Add(Message("assistant", "wait"));

        var completion = await CompleteAsync(body);

        Assert.Equal("echo: second <é> \U0001F600", (string?)completion["choices"]![0]!["message"]!["content"]);
    }

    [Fact]
    public async Task Complete_WithoutScript_HasTheShapeOfACompletion()
    {
        var completion = await CompleteAsync(Chat("hello there"));

        Assert.Equal(
            """
            {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"gpt-4o-mini","system_fingerprint":"fp_fake",
            "choices":[{"index":0,"message":{"role":"assistant","content":"echo: hello there","refusal":null},"logprobs":null,
            "finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}
            """.ReplaceLineEndings(""),
            completion.ToJsonString());
    }

    [Fact]
    public async Task Complete_WithParts_JoinsTextsAndNamesTheOthers()
    {
        var body = Chat("");
        body["messages"]![0]!["content"] = JsonNode.Parse(
            """
            [{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}},
             {"type":"input_audio","input_audio":{"data":"AA==","format":"wav"}},{"type":"file","file":{"file_id":"f"}},
             {"type":"text","text":"Say."}]
            """);

        var completion = await CompleteAsync(body);

        Assert.Equal("echo: What is this? [image] [audio] [file] Say.", (string?)completion["choices"]![0]!["message"]!["content"]);
    }

    [Fact]
    public async Task Complete_WithoutUserMessage_EchoesNothing()
    {
        var body = Chat("");
        body["messages"] = new JsonArray(Message("system", "Be brief."));

        var completion = await CompleteAsync(body);

        Assert.Equal("echo: ", (string?)completion["choices"]![0]!["message"]!["content"]);
    }

    [Fact]
    public async Task Complete_Twice_NumbersTheIds()
    {
        await CompleteAsync(Chat("a"));

        var completion = await CompleteAsync(Chat("b"));

        Assert.Equal("chatcmpl-2", (string?)completion["id"]);
    }

    private static JsonObject Message(string role, string content) => new() { ["role"] = role, ["content"] = content };
}
