using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage.ApiKeys;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.ApiKeys;

[Collection(nameof(SharedServer))]
public sealed class ApiKeyEndpointsTests(WebServer server)
{
    private const string Path = "/api/v1/api_key/";

    [Fact]
    public async Task AddKey_WithName_ShowsTheKeyOnce()
    {
        var user = await server.NewUserAsync();

        var answer = await user.Client.SendAsync(HttpMethod.Post, Path, """{"name":"ci"}""").ReadAsync(200);

        Assert.Equal(
            ["name", "last_used_at", "total_uses", "is_active", "id", "api_key", "user_id", "created_at"],
            answer.EnumerateObject().Select(field => field.Name));
        var value = answer.Text("api_key")!;
        Assert.Matches("^sk-[A-Za-z0-9_-]{43}$", value);
        Assert.Equal("ci", answer.Text("name"));
        Assert.Null(answer.Text("last_used_at"));
        Assert.Equal(0, answer.GetProperty("total_uses").GetInt32());
        Assert.True(answer.GetProperty("is_active").GetBoolean());
        Assert.Equal(user.Id, answer.GetProperty("user_id").GetInt32());
        await server.ClientOf(value).GetAsync("/api/v1/users/whoami").ReadAsync(200);
        Assert.DoesNotContain(value[8..], (await user.Client.GetAsync(Path).ReadAsync(200)).GetRawText());
    }

    [Fact]
    public async Task AddKey_OfAnyName_StoresOnlyTheHash()
    {
        var user = await server.NewUserAsync();

        var value = (await user.Client.SendAsync(HttpMethod.Post, Path, """{"name":null}""").ReadAsync(200)).Text("api_key")!;

        await using var database = await server.DatabaseAsync();
        var key = await database.ApiKeys.SingleAsync(each => each.KeyHash == ApiKey.HashOf(value));
        Assert.Equal(value[..8], key.Prefix);
        Assert.Equal(user.TenantId, key.TenantId);
    }

    [Fact]
    public async Task AddKey_WithoutName_HasNone()
    {
        var user = await server.NewUserAsync();

        var answer = await user.Client.SendAsync(HttpMethod.Post, Path, "{}").ReadAsync(200);

        Assert.Null(answer.Text("name"));
    }

    [Fact]
    public async Task AddKey_WithKeyOfTheCallersChoice_MakesAnother()
    {
        var user = await server.NewUserAsync();
        var chosen = "sk-" + new string('a', 43);

        var answer = await user.Client.SendAsync(
            HttpMethod.Post, Path, $$"""{"name":"mine","api_key":"{{chosen}}","user_id":1,"total_uses":5}""").ReadAsync(200);

        Assert.NotEqual(chosen, answer.Text("api_key"));
        Assert.Equal(user.Id, answer.GetProperty("user_id").GetInt32());
        Assert.Equal(0, answer.GetProperty("total_uses").GetInt32());
        await server.ClientOf(chosen).GetAsync(Path).ReadAsync(403);
    }

    [Theory]
    [InlineData("""{"name":5}""", "string_type")]
    [InlineData("", "missing")]
    [InlineData("[]", "model_attributes_type")]
    public async Task AddKey_WithWrongBody_SaysSo(string body, string type)
    {
        var user = await server.NewUserAsync();

        var answer = await user.Client.SendAsync(HttpMethod.Post, Path, body).ReadAsync(422);

        Assert.Equal(type, answer.GetProperty("detail")[0].Text("type"));
    }

    [Fact]
    public async Task AddKey_BeyondTheLimit_IsRefused()
    {
        var user = await server.NewUserAsync();
        await using (var database = await server.DatabaseAsync())
        {
            database.ApiKeys.AddRange(Enumerable.Range(0, 999).Select(i => NewApiKey.Make(user.Id, user.TenantId, $"{i}", DateTimeOffset.UtcNow).Key));
            await database.SaveChangesAsync();
        }

        Assert.Equal(
            "You have 1000 API keys already; delete one first", await user.Client.SendAsync(HttpMethod.Post, Path, "{}").ReadErrorAsync(400));
    }

    [Fact]
    public async Task ListKeys_OfUser_MasksThemInTheOrderOfTheirMaking()
    {
        var user = await server.NewUserAsync();
        var made = new List<string> { user.ApiKey };
        foreach (var name in new[] { "z", "a" })
        {
            made.Add((await user.Client.SendAsync(HttpMethod.Post, Path, $$"""{"name":"{{name}}"}""").ReadAsync(200)).Text("api_key")!);
        }

        var answer = await user.Client.GetAsync(Path).ReadAsync(200);

        Assert.Equal(["total_count", "user_id", "api_keys"], answer.EnumerateObject().Select(field => field.Name));
        Assert.Equal(3, answer.GetProperty("total_count").GetInt32());
        Assert.Equal(user.Id, answer.GetProperty("user_id").GetInt32());
        var keys = answer.GetProperty("api_keys").EnumerateArray().ToArray();
        Assert.Equal(["test", "z", "a"], keys.Select(key => key.Text("name")));
        Assert.Equal(made.Select(value => value[..8] + new string('*', 38)), keys.Select(key => key.Text("api_key")));
        Assert.All(keys, key => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?$", key.Text("created_at")));
    }

    [Fact]
    public async Task ListKeys_AfterUses_CountsThem()
    {
        var user = await server.NewUserAsync();
        for (var i = 0; i < 3; i++)
        {
            await user.Client.GetAsync("/api/v1/users/whoami").ReadAsync(200);
        }

        await server.Services.GetRequiredService<ApiKeyUses>().WriteAsync(CancellationToken.None);

        var key = (await user.Client.GetAsync(Path).ReadAsync(200)).GetProperty("api_keys")[0];
        Assert.Equal(3, key.GetProperty("total_uses").GetInt64());
        Assert.NotNull(key.Text("last_used_at"));
    }

    [Fact]
    public async Task DeleteKey_OfOwn_EndsItAtOnce()
    {
        var user = await server.NewUserAsync();
        var made = await user.Client.SendAsync(HttpMethod.Post, Path, "{}").ReadAsync(200);
        var other = server.ClientOf(made.Text("api_key")!);
        await other.GetAsync(Path).ReadAsync(200);

        var answer = await user.Client.DeleteAsync(Path + made.Text("id")).ReadAsync(200);

        Assert.Equal("""{"detail":"API Key deleted"}""", answer.GetRawText());
        Assert.Equal("Invalid or missing API key", await other.GetAsync(Path).ReadErrorAsync(403));
        await user.Client.GetAsync(Path).ReadAsync(200);
    }

    [Fact]
    public async Task DeleteKey_Twice_IsNotFound()
    {
        var user = await server.NewUserAsync();
        var id = (await user.Client.SendAsync(HttpMethod.Post, Path, "{}").ReadAsync(200)).Text("id");
        await user.Client.DeleteAsync(Path + id).ReadAsync(200);

        Assert.Equal("API Key not found", await user.Client.DeleteAsync(Path + id).ReadErrorAsync(400));
    }

    [Fact]
    public async Task DeleteKey_WithIdThatIsNone_SaysSo()
    {
        var answer = await server.Admin.DeleteAsync($"{Path}42").ReadAsync(422);

        Assert.Equal(
            """{"detail":[{"type":"uuid_parsing","loc":["path","api_key_id"],"msg":"Input should be a valid UUID","input":"42"}]}""",
            answer.GetRawText());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Key_OfAnother_IsAsUnknownAsARandomOne(bool isNeighbour)
    {
        var user = await server.NewUserAsync();
        var other = await server.NewUserAsync(isNeighbour ? user.TenantId : null);
        var id = (await other.Client.GetAsync(Path).ReadAsync(200)).GetProperty("api_keys")[0].Text("id");

        var strange = await AskAsync(user.Client, id!);
        var random = await AskAsync(user.Client, Guid.NewGuid().ToString());

        Assert.Equal(random, strange);
        Assert.Equal((400, """{"detail":"API Key not found"}"""), strange);
        Assert.Equal(1, (await other.Client.GetAsync(Path).ReadAsync(200)).GetProperty("total_count").GetInt32());
        Assert.Equal(1, (await user.Client.GetAsync(Path).ReadAsync(200)).GetProperty("total_count").GetInt32());
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "")]
    [InlineData("DELETE", "6f1a8a3c-0b2d-4c55-9d5a-0d0f3d0f7c11")]
    [InlineData("POST", "store")]
    public async Task Keys_WithoutCredentials_AreForbidden(string method, string rest) =>
        await server.Nobody.SendAsync(new HttpMethod(method), Path + rest, "{}").ReadAsync(403);

    [Fact]
    public async Task SaveStoreKey_OfAnyone_IsRefusedAndKeptNowhere() =>
        Assert.Equal(
            "The component store is not part of this server, so its API key is not kept",
            await server.Admin.SendAsync(HttpMethod.Post, $"{Path}store", """{"api_key":"of the store"}""").ReadErrorAsync(400));

    [Fact]
    public async Task Log_OfKeys_HasIdsOnly()
    {
        var log = new RecordedLog();
        var own = new WebServer { Settings = { ["SKILLFLAW_LOG_LEVEL"] = "info" }, Configure = log.Capture };
        await own.InitializeAsync();
        try
        {
            var id = (await own.Admin.SendAsync(HttpMethod.Post, Path, """{"name":"unspoken"}""").ReadAsync(200)).Text("id");
            await own.Admin.DeleteAsync(Path + id).ReadAsync(200);

            Assert.Equal([$"API key {id} of user 1 was made", $"API key {id} of user 1 was deleted"], log.Of("SkillFlaw.WebApi.ApiKeys.ApiKeyLog"));
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    private static async Task<(int Status, string Body)> AskAsync(HttpClient client, string id)
    {
        using var answer = await client.DeleteAsync(Path + id);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
