using System.Text;

namespace SkillFlaw.WebApi.Http;

[Collection(nameof(SharedServer))]
public sealed class JsonBodyTests(WebServer server)
{
    [Theory]
    [InlineData("tweaks", "The name of a field is not valid Unicode")]
    [InlineData("input_value", "The text is not valid UTF-8")]
    public async Task Read_OfWhatIsNoText_IsRefused(string field, string expected)
    {
        var body = field == "tweaks" ? """{"tweaks":{"\uD800":"x"}}"""u8.ToArray() : [.. """{"input_value":" """u8, 0xff, .. "\"}"u8];
        var content = new ByteArrayContent(body);

        var error = (await server.Admin.PostAsync("/api/v1/run/echo", content).ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal("json_invalid", error.Text("type"));
        Assert.Equal(expected, error.GetProperty("ctx").Text("error"));
    }

    [Fact]
    public async Task Read_AfterAByteOrderMark_IsTheValue()
    {
        var content = new ByteArrayContent([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes($$"""{"name":"{{Guid.NewGuid()}}"}""")]);

        await server.Admin.PostAsync("/api/v1/flows/", content).ReadAsync(201);
    }
}
