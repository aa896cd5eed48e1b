using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Variables;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Variables;

[Collection(nameof(SharedServer))]
public sealed class VariableEndpointsTests(WebServer server)
{
    private const string Path = "/api/v1/variables/";

    [Fact]
    public async Task AddVariable_Generic_ShowsItsValue()
    {
        var user = await server.NewUserAsync();

        var answer = await user.Client.SendAsync(
            HttpMethod.Post, Path, """{"name":"city","value":"Bern","type":"Generic","default_fields":["City","Place"]}""").ReadAsync(201);

        var id = answer.Text("id");
        Assert.Equal(
            $$"""{"id":"{{id}}","name":"city","type":"Generic","value":"Bern","default_fields":["City","Place"]}""", answer.GetRawText());
        Assert.Equal($"[{answer.GetRawText()}]", (await user.Client.GetAsync(Path).ReadAsync(200)).GetRawText());
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","type":null""")]
    [InlineData(""","type":"Credential","default_fields":[]""")]
    public async Task AddVariable_Credential_NeverShowsItsValue(string rest)
    {
        var user = await server.NewUserAsync();

        var answer = await user.Client.SendAsync(HttpMethod.Post, Path, $$"""{"name":"key","value":"unspoken"{{rest}}}""").ReadAsync(201);
        var changed = await user.Client.SendAsync(HttpMethod.Patch, Path + answer.Text("id"), """{"value":"unspoken too"}""").ReadAsync(200);
        var list = await user.Client.GetAsync(Path).ReadAsync(200);

        Assert.Equal("Credential", answer.Text("type"));
        Assert.Equal("[]", answer.GetProperty("default_fields").GetRawText());
        Assert.All([answer, changed, list[0]], shown => Assert.Null(shown.Text("value")));
        Assert.DoesNotContain("unspoken", list.GetRawText());
    }

    [Theory]
    [InlineData("Generic")]
    [InlineData("Credential")]
    public async Task AddVariable_OfEitherType_IsSealed(string type)
    {
        var user = await server.NewUserAsync();

        await user.Client.SendAsync(HttpMethod.Post, Path, $$"""{"name":"v","value":"in the clear","type":"{{type}}"}""").ReadAsync(201);

        var stored = await server.VariableOfAsync(user);
        Assert.DoesNotContain("in the clear", System.Text.Encoding.Latin1.GetString(stored.Value));
        Assert.Equal("in the clear", server.Open(stored));
    }

    [Theory]
    [InlineData("""{"name":"","value":""}""", "Variable name and value cannot be empty")]
    [InlineData("""{"name":"","value":"x"}""", "Variable name cannot be empty")]
    [InlineData("""{"name":" ","value":"x"}""", "Variable name cannot be empty")]
    [InlineData("""{"name":"x","value":""}""", "Variable value cannot be empty")]
    public async Task AddVariable_WithSomethingEmpty_IsRefused(string body, string error)
    {
        var user = await server.NewUserAsync();

        Assert.Equal(error, await user.Client.SendAsync(HttpMethod.Post, Path, body).ReadErrorAsync(400));
    }

    [Fact]
    public async Task AddVariable_WithNameOfAnother_IsRefused()
    {
        var user = await server.NewUserAsync();
        await AddAsync(user, "same");

        Assert.Equal(
            "Variable name already exists",
            await user.Client.SendAsync(HttpMethod.Post, Path, """{"name":"same","value":"2"}""").ReadErrorAsync(400));

        await AddAsync(user, "Same");
        await AddAsync(await server.NewUserAsync(user.TenantId), "same");
    }

    [Fact]
    public async Task AddVariable_TwiceAtOnce_MakesOne()
    {
        var user = await server.NewUserAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            user.Client.SendAsync(HttpMethod.Post, Path, """{"name":"hurried","value":"1"}""")));

        Assert.Equal([201, 400, 400, 400], answers.Select(answer => (int)answer.StatusCode).Order());
    }

    [Theory]
    [InlineData("""{"value":"x"}""", "missing", "name")]
    [InlineData("""{"name":"x"}""", "missing", "value")]
    [InlineData("""{"name":"x","value":null}""", "string_type", "value")]
    [InlineData("""{"name":"x","value":"y","type":"Secret"}""", "enum", "type")]
    [InlineData("""{"name":"x","value":"y","default_fields":"City"}""", "list_type", "default_fields")]
    [InlineData("""{"name":"x","value":"y","default_fields":[1]}""", "string_type", "default_fields")]
    public async Task AddVariable_WithWrongField_SaysWhich(string body, string type, string field)
    {
        var answer = await server.Admin.SendAsync(HttpMethod.Post, Path, body).ReadAsync(422);

        var error = Assert.Single(answer.GetProperty("detail").EnumerateArray());
        Assert.Equal((type, field), (error.Text("type"), error.GetProperty("loc")[1].GetString()));
    }

    [Theory]
    [InlineData(256, 1, 0, 1, "name")]
    [InlineData(1, 65_537, 0, 1, "value")]
    [InlineData(1, 1, 101, 1, "default_fields")]
    [InlineData(1, 1, 1, 256, "default_fields")]
    public async Task AddVariable_WithTooMuch_SaysOfWhat(int name, int value, int fields, int field, string wrong)
    {
        var list = string.Join(',', Enumerable.Repeat($"\"{new string('f', field)}\"", fields));

        var answer = await server.Admin.SendAsync(
            HttpMethod.Post,
            Path,
            $$"""{"name":"{{new string('n', name)}}","value":"{{new string('v', value)}}","default_fields":[{{list}}]}""").ReadAsync(422);

        Assert.Equal(wrong, answer.GetProperty("detail")[0].GetProperty("loc")[1].GetString());
    }

    [Fact]
    public async Task AddVariable_BeyondTheLimit_IsRefused()
    {
        var user = await server.NewUserAsync();
        var now = DateTimeOffset.UtcNow;
        await using (var database = await server.DatabaseAsync())
        {
            database.Variables.AddRange(Enumerable.Range(0, 1_000).Select(i => new Variable
            {
                Id = Guid.NewGuid(),
                TenantId = user.TenantId,
                UserId = user.Id,
                Name = $"{i}",
                Type = VariableType.Credential,
                Value = [],
                CreatedAt = now,
                UpdatedAt = now,
            }));
            await database.SaveChangesAsync();
        }

        Assert.Equal(
            "You have 1000 variables already; delete one first",
            await user.Client.SendAsync(HttpMethod.Post, Path, """{"name":"x","value":"y"}""").ReadErrorAsync(400));
    }

    [Fact]
    public async Task ListVariables_OfUser_AreInTheOrderOfTheirMakingWithoutHiddenOnes()
    {
        var user = await server.NewUserAsync();
        foreach (var name in new[] { "z", "__mine__", "a", "__half", "half__" })
        {
            await AddAsync(user, name);
        }

        var list = await user.Client.GetAsync(Path).ReadAsync(200);

        Assert.Equal(["z", "a", "__half", "half__"], list.EnumerateArray().Select(variable => variable.Text("name")));
    }

    [Fact]
    public async Task ListVariables_WithOneThatCannotBeOpened_ShowsTheOthers()
    {
        var user = await server.NewUserAsync();
        await AddAsync(user, "fine");
        var id = await AddAsync(user, "broken");
        await using (var database = await server.DatabaseAsync())
        {
            await database.Variables.Where(variable => variable.Id == Guid.Parse(id)).ExecuteUpdateAsync(
                update => update.SetProperty(variable => variable.Value, new byte[40]));
        }

        var list = await user.Client.GetAsync(Path).ReadAsync(200);

        Assert.Equal(["value", null], list.EnumerateArray().Select(variable => variable.Text("value")));
        Assert.Equal(
            "The value of this variable cannot be read any more; send a new one",
            await user.Client.SendAsync(HttpMethod.Patch, Path + id, """{"name":"renamed"}""").ReadErrorAsync(400));
        Assert.Equal("new", (await user.Client.SendAsync(HttpMethod.Patch, Path + id, """{"value":"new"}""").ReadAsync(200)).Text("value"));
    }

    [Fact]
    public async Task DeleteVariable_OfOwn_AnswersWithNothing()
    {
        var user = await server.NewUserAsync();
        var id = await AddAsync(user, "gone");

        using var answer = await user.Client.DeleteAsync(Path + id);

        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(0, (await user.Client.GetAsync(Path).ReadAsync(200)).GetArrayLength());
        Assert.Equal("Variable not found", await user.Client.DeleteAsync(Path + id).ReadErrorAsync(404));
    }

    [Theory]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task Variable_WithIdThatIsNone_SaysSo(string method)
    {
        var answer = await server.Admin.SendAsync(new HttpMethod(method), $"{Path}city", "{}").ReadAsync(422);

        Assert.Equal(
            """{"detail":[{"type":"uuid_parsing","loc":["path","variable_id"],"msg":"Input should be a valid UUID","input":"city"}]}""",
            answer.GetRawText());
    }

    [Theory]
    [InlineData("PATCH", true)]
    [InlineData("PATCH", false)]
    [InlineData("DELETE", true)]
    [InlineData("DELETE", false)]
    public async Task Variable_OfAnother_IsAsUnknownAsARandomOne(string method, bool isNeighbour)
    {
        var user = await server.NewUserAsync();
        var other = await server.NewUserAsync(isNeighbour ? user.TenantId : null);
        var id = await AddAsync(other, "theirs");
        var before = (await other.Client.GetAsync(Path).ReadAsync(200)).GetRawText();

        var strange = await AskAsync(user.Client, method, id);
        var random = await AskAsync(user.Client, method, Guid.NewGuid().ToString());

        Assert.Equal(random, strange);
        Assert.Equal((404, """{"detail":"Variable not found"}"""), strange);
        Assert.Equal(before, (await other.Client.GetAsync(Path).ReadAsync(200)).GetRawText());
        Assert.Equal("[]", (await user.Client.GetAsync(Path).ReadAsync(200)).GetRawText());
    }

    [Fact]
    public async Task Variables_WithTenantHeaderOfAnother_AreTheCallersOwn()
    {
        var user = await server.NewUserAsync();
        var other = await server.NewUserAsync();
        await AddAsync(other, "theirs");

        Assert.Equal(0, (await server.ClientOf(user.ApiKey).With("tenant-id", $"{other.TenantId}").GetAsync(Path).ReadAsync(200)).GetArrayLength());
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("POST", "")]
    [InlineData("PATCH", "6f1a8a3c-0b2d-4c55-9d5a-0d0f3d0f7c11")]
    [InlineData("DELETE", "6f1a8a3c-0b2d-4c55-9d5a-0d0f3d0f7c11")]
    public async Task Variables_WithoutCredentials_AreForbidden(string method, string rest) =>
        await server.Nobody.SendAsync(new HttpMethod(method), Path + rest, "{}").ReadAsync(403);

    private static async Task<string> AddAsync(TestUser user, string name) => (await user.Client.SendAsync(
        HttpMethod.Post, Path, $$"""{"name":"{{name}}","value":"value","type":"Generic"}""").ReadAsync(201)).Text("id")!;

    private static async Task<(int Status, string Body)> AskAsync(HttpClient client, string method, string id)
    {
        using var answer = await client.SendAsync(new HttpMethod(method), Path + id, """{"name":"stolen","value":"stolen"}""");
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
