using System.Text;

namespace SkillFlaw.WebApi.Http;

/// <summary>What a request hears whose body is wrong (semantics section 1.2), at the example of an endpoint that takes one.</summary>
[Collection(nameof(SharedServer))]
public sealed class RequestBodyTests(WebServer server)
{
    private const string Path = "/api/v1/variables/";

    [Fact]
    public async Task Body_WithoutAField_ShowsWhatWasThere()
    {
        using var answer = await server.Admin.SendAsync(HttpMethod.Post, Path, """{"value":"x","extra":[1, 2]}""");

        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(
            """{"detail":[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{"value":"x","extra":[1, 2]}}]}""",
            await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Body_WithSeveralErrors_NamesAll()
    {
        var answer = await server.Admin.SendAsync(HttpMethod.Post, Path, """{"value":1,"type":"x"}""").ReadAsync(422);

        Assert.Equal(["name", "value", "type"], answer.GetProperty("detail").EnumerateArray().Select(error => error.GetProperty("loc")[1].GetString()));
    }

    [Fact]
    public async Task Body_WithManyErrors_NamesTheFirst()
    {
        var body = $$"""{"name":"x","value":"y","default_fields":[{{string.Join(',', Enumerable.Repeat(1, 1_000))}}]}""";

        var answer = await server.Admin.SendAsync(HttpMethod.Post, Path, body).ReadAsync(422);

        Assert.Equal(100, answer.GetProperty("detail").GetArrayLength());
        Assert.Equal(99, answer.GetProperty("detail")[99].GetProperty("loc")[2].GetInt32());
    }

    [Fact]
    public async Task Ids_WithManyErrors_NamesTheFirst()
    {
        var body = $"[{string.Join(',', Enumerable.Repeat(1, 1_000))}]";

        var answer = await server.Admin.SendAsync(HttpMethod.Delete, "/api/v1/flows/", body).ReadAsync(422);

        Assert.Equal(100, answer.GetProperty("detail").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"name": }""", 9)]
    [InlineData("""{"name":"x",""", 11)]
    [InlineData("nonsense", 1)]
    [InlineData("{\n\"name\": x}", 10)]
    public async Task Body_ThatIsNoJson_SaysWhere(string body, int position)
    {
        var answer = await server.Admin.SendAsync(HttpMethod.Post, Path, body).ReadAsync(422);

        Assert.Equal(
            $$$"""{"detail":[{"type":"json_invalid","loc":["body",{{{position}}}],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting value"}}]}""",
            answer.GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n ")]
    public async Task Body_ThatIsMissing_IsAskedFor(string body)
    {
        var answer = await server.Admin.SendAsync(HttpMethod.Post, Path, body).ReadAsync(422);

        Assert.Equal("""{"detail":[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]}""", answer.GetRawText());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    public async Task Body_ThatIsNoObject_IsRefused(string body)
    {
        var answer = await server.Admin.SendAsync(HttpMethod.Post, Path, body).ReadAsync(422);

        var error = Assert.Single(answer.GetProperty("detail").EnumerateArray());
        Assert.Equal(
            ("model_attributes_type", "Input should be a valid dictionary or object to extract fields from", body),
            (error.Text("type"), error.Text("msg"), error.GetProperty("input").GetRawText()));
    }

    [Fact]
    public async Task Body_WithHalfASurrogate_IsRefused()
    {
        var answer = await server.Admin.SendAsync(HttpMethod.Post, Path, """{"name":"\ud800","value":"x"}""").ReadAsync(422);

        Assert.Equal("string_unicode", answer.GetProperty("detail")[0].Text("type"));
    }

    [Fact]
    public async Task Body_ThatIsNotUtf8_IsRefused()
    {
        using var content = new ByteArrayContent([.. "{\"name\":\""u8, 0xff, .. "\",\"value\":\"x\"}"u8]);

        var answer = await server.Admin.PostAsync(Path, content).ReadAsync(422);

        Assert.Equal("json_invalid", answer.GetProperty("detail")[0].Text("type"));
    }

    [Theory]
    [InlineData("""{"\ud800":1,"name":"x"}""")]
    [InlineData("""{"nam\ud800":1,"name":"x"}""")]
    [InlineData("""{"name":"x","default_fields":["\ud800"]}""")]
    public async Task Body_WithHalfASurrogateAnywhere_IsRefusedOrPassedOver(string body) =>
        await server.Admin.SendAsync(HttpMethod.Post, Path, body).ReadAsync(422);

    [Fact]
    public async Task Body_DeeperThanAnyFlow_IsRefused()
    {
        var body = $$"""{"name":"x","value":"y","extra":{{new string('[', 1_000)}}{{new string(']', 1_000)}}}""";

        Assert.Equal(
            "json_invalid", (await server.Admin.SendAsync(HttpMethod.Post, Path, body).ReadAsync(422)).GetProperty("detail")[0].Text("type"));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Body_OfAnotherContentType_IsReadAsJson(string type)
    {
        var user = await server.NewUserAsync();

        await user.Client.PostAsync(Path, new StringContent("""{"name":"x","value":"y"}""", Encoding.UTF8, type)).ReadAsync(201);
    }

    [Fact]
    public async Task Body_LargerThanTheFieldsNeed_IsTooLarge() => Assert.Equal(
        "Content size limit exceeded. Maximum allowed is 1MB and got 2MB.",
        await server.Admin.SendLargeAsync(Path, new ByteArrayContent(new byte[2 << 20])).ReadErrorAsync(413));
}
