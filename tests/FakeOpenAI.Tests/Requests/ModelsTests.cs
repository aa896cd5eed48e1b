using System.Net;
using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI.Tests.Requests;

public sealed class ModelsTests : ServerTest
{
    protected override FakeOpenAIOptions Options => new() { Models = ["gpt-4o-mini", "org/large"] };

    [Fact]
    public async Task List_WithModels_NamesThem()
    {
        var list = JsonNode.Parse(await Http.GetStringAsync("models"))!;

        Assert.Equal("list", (string?)list["object"]);
        Assert.Equal(["gpt-4o-mini", "org/large"], list["data"]!.AsArray().Select(model => (string?)model!["id"]));
        Assert.All(list["data"]!.AsArray(), model => Assert.Equal("model", (string?)model!["object"]));
    }

    [Theory]
    [InlineData("models/org/large")]
    [InlineData("models/org%2Flarge")]
    public async Task Show_OfAModel_TellsIt(string path)
    {
        var model = JsonNode.Parse(await Http.GetStringAsync(path))!;

        Assert.Equal(
            """{"id":"org/large","object":"model","created":1700000000,"owned_by":"fake-openai"}""",
            model.ToJsonString());
    }

    [Fact]
    public async Task Show_OfAnUnknownModel_IsRefused()
    {
        using var response = await Http.GetAsync("models/other");

        Assert.Equal("model_not_found", (string?)(await ErrorAsync(HttpStatusCode.NotFound, response))["code"]);
    }

    [Theory]
    [InlineData("chat/completions", """{"model":"other","messages":[{"role":"user","content":"a"}]}""")]
    [InlineData("embeddings", """{"model":"other","input":"a"}""")]
    public async Task Request_OfAnUnknownModel_IsRefused(string path, string body)
    {
        var error = await RefusedAsync(HttpStatusCode.NotFound, path, body);

        Assert.Equal("model_not_found", (string?)error["code"]);
        Assert.Equal("model", (string?)error["param"]);
    }

    [Fact]
    public async Task Request_OfAnyModelWithoutList_IsAnswered()
    {
        await using var server = await FakeOpenAIServer.StartAsync();

        var list = JsonNode.Parse(await Http.GetStringAsync($"{server.BaseUrl}/models"))!;
        var model = JsonNode.Parse(await Http.GetStringAsync($"{server.BaseUrl}/models/anything"))!;

        Assert.NotEmpty(list["data"]!.AsArray());
        Assert.Equal("anything", (string?)model["id"]);
    }
}
