using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI.Tests.Embeddings;

public sealed class EmbeddingsTests : ServerTest
{
    [Fact]
    public async Task Embed_OfAText_HasTheShapeOfAList()
    {
        var list = await EmbedAsync("one two", dimensions: 1);

        Assert.Equal(
            """
            {"object":"list","data":[{"object":"embedding","index":0,"embedding":[-1]}],"model":"text-embedding-3-small",
            "usage":{"prompt_tokens":2,"total_tokens":2}}
            """.ReplaceLineEndings(""),
            list.ToJsonString());
    }

    [Fact]
    public async Task Embed_OfAText_IsTheSameInEveryProcess()
    {
        var vector = Vector(await EmbedAsync("The quick brown fox", dimensions: 4));

        Assert.Equal([0.5794f, -0.5936f, -0.5582f, 0.0188f], vector.Select(value => MathF.Round(value, 4)));
    }

    [Fact]
    public async Task Embed_WithoutDimensions_TakesTheServersNumber()
    {
        await using var small = await FakeOpenAIServer.StartAsync(new() { EmbeddingDimensions = 12 });
        using var content = JsonContent("""{"model":"m","input":"a"}""");

        using var response = await Http.PostAsync($"{small.BaseUrl}/embeddings", content);

        Assert.Equal(12, Vector(JsonNode.Parse(await response.Content.ReadAsStringAsync())!).Length);
        Assert.Equal(1536, Vector(await EmbedAsync("a")).Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cat")]
    [InlineData("a much longer text, with many words; and signs")]
    public async Task Embed_OfAnyText_HasLengthOne(string text)
    {
        var vector = Vector(await EmbedAsync(text, dimensions: 64));

        Assert.Equal(1f, vector.Sum(value => value * value), 1e-4f);
    }

    [Fact]
    public async Task Embed_OfTexts_IsCloserForSharedWords()
    {
        var list = await EmbedAsync(new JsonArray("The cat sleeps", "Where does a CAT sleep?", "Interest rates rise"));

        Assert.Equal([0, 1, 2], list["data"]!.AsArray().Select(item => (int)item!["index"]!));
        Assert.True(Product(Vector(list), Vector(list, 1)) > 0.2f);
        Assert.InRange(Product(Vector(list), Vector(list, 2)), -0.15f, 0.15f);
    }

    [Fact]
    public async Task Embed_OfOtherWording_IsNotTheSame()
    {
        var list = await EmbedAsync(new JsonArray("dog bites man", "man bites dog"));

        Assert.InRange(Product(Vector(list), Vector(list, 1)), 0.9f, 0.9999f);
    }

    [Fact]
    public async Task Embed_OfTokenIds_TakesThemForOneText()
    {
        var list = await EmbedAsync(new JsonArray(17, 4));

        Assert.Single(list["data"]!.AsArray());
        Assert.Equal(2, (int)list["usage"]!["total_tokens"]!);
    }

    [Fact]
    public async Task Embed_OfListsOfTokenIds_GivesAVectorForEach()
    {
        var list = await EmbedAsync(new JsonArray(new JsonArray(17, 4), new JsonArray(4), new JsonArray(17, 4)));

        Assert.Equal(Vector(list), Vector(list, 2));
        Assert.NotEqual(Vector(list), Vector(list, 1));
    }

    [Fact]
    public async Task Embed_AsBase64_IsTheSameVector()
    {
        var floats = Vector(await EmbedAsync("hello", dimensions: 8));

        var list = await EmbedAsync("hello", dimensions: 8, format: "base64");

        var bytes = Convert.FromBase64String((string)list["data"]![0]!["embedding"]!);
        Assert.Equal(floats, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
    }

    [Theory]
    [InlineData("""{"model":"m"}""", "input")]
    [InlineData("""{"model":"m","input":[]}""", "input")]
    [InlineData("""{"model":"m","input":7}""", "input")]
    [InlineData("""{"model":"m","input":["a",7]}""", "input")]
    [InlineData("""{"model":"m","input":"a","dimensions":0}""", "dimensions")]
    [InlineData("""{"model":"m","input":"a","dimensions":"8"}""", "dimensions")]
    [InlineData("""{"model":"m","input":"a","encoding_format":"hex"}""", "encoding_format")]
    [InlineData("""{"input":"a"}""", "model")]
    public async Task Embed_WithBadBody_IsRefused(string body, string parameter)
    {
        var error = await RefusedAsync(HttpStatusCode.BadRequest, "embeddings", body);

        Assert.Equal(parameter, (string?)error["param"]);
    }

    [Fact]
    public async Task Embed_WithScriptedVectors_GivesThem()
    {
        OpenAI.EmbeddingReplies.Enqueue(FakeReply.Vectors([1, 0], [0.5f, 2]));

        var list = await EmbedAsync(new JsonArray("a", "b"));

        Assert.Equal([1, 0], Vector(list));
        Assert.Equal([0.5f, 2], Vector(list, 1));
    }

    [Fact]
    public async Task Embed_WithScriptedError_GivesItOnce()
    {
        OpenAI.EmbeddingReplies.Enqueue(FakeReply.Error(503, null, "Overloaded."));

        await RefusedAsync(HttpStatusCode.ServiceUnavailable, "embeddings", """{"model":"m","input":"a"}""");

        Assert.Equal(1536, Vector(await EmbedAsync("a")).Length);
    }

    [Fact]
    public async Task Embed_WithMalformedReply_BreaksOff()
    {
        OpenAI.EmbeddingReplies.Enqueue(FakeReply.Malformed());

        using var response = await PostRawAsync("embeddings", """{"model":"m","input":"a"}""");

        Assert.True(response.IsSuccessStatusCode);
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse(response.Content.ReadAsStream()));
    }

    [Fact]
    public async Task Embed_WithReplyOfAChat_SaysSo()
    {
        OpenAI.EmbeddingReplies.Enqueue(FakeReply.Text("no vector"));

        var error = await RefusedAsync(HttpStatusCode.InternalServerError, "embeddings", """{"model":"m","input":"a"}""");

        Assert.Equal("fake_openai_misuse", (string?)error["code"]);
    }

    private static float[] Vector(JsonNode list, int index = 0) =>
        [.. list["data"]![index]!["embedding"]!.AsArray().Select(value => (float)value!)];

    private static float Product(float[] one, float[] other) => one.Zip(other, (a, b) => a * b).Sum();

    private Task<JsonNode> EmbedAsync(JsonNode input, int? dimensions = null, string? format = null)
    {
        var body = new JsonObject { ["model"] = "text-embedding-3-small", ["input"] = input };
        if (dimensions is not null)
        {
            body["dimensions"] = dimensions;
        }

        if (format is not null)
        {
            body["encoding_format"] = format;
        }

        return PostAsync("embeddings", body);
    }
}
