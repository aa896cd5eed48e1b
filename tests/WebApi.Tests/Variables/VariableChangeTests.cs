using SkillFlaw.Storage.Variables;

namespace SkillFlaw.WebApi.Variables;

[Collection(nameof(SharedServer))]
public sealed class VariableChangeTests(WebServer server)
{
    private const string Path = "/api/v1/variables/";

    [Fact]
    public async Task ChangeVariable_WithSomeFields_KeepsTheOthers()
    {
        var user = await server.NewUserAsync();
        var id = await AddAsync(user, "Generic");

        var answer = await user.Client.SendAsync(HttpMethod.Patch, Path + id, $$"""{"id":"{{id}}","default_fields":["City"]}""").ReadAsync(200);

        Assert.Equal($$"""{"id":"{{id}}","name":"name","type":"Generic","value":"value","default_fields":["City"]}""", answer.GetRawText());
    }

    [Theory]
    [InlineData("Generic")]
    [InlineData("Credential")]
    public async Task ChangeVariable_WithNameOnly_SealsTheOldValueForTheNewName(string type)
    {
        var user = await server.NewUserAsync();
        var id = await AddAsync(user, type);

        await user.Client.SendAsync(HttpMethod.Patch, Path + id, """{"name":"renamed"}""").ReadAsync(200);

        var stored = await server.VariableOfAsync(user);
        Assert.Equal("renamed", stored.Name);
        Assert.Equal("value", server.Open(stored));
    }

    [Fact]
    public async Task ChangeVariable_WithNameAndValue_HasBoth()
    {
        var user = await server.NewUserAsync();
        var id = await AddAsync(user, "Credential");

        await user.Client.SendAsync(HttpMethod.Patch, Path + id, """{"name":"renamed","value":"another"}""").ReadAsync(200);

        Assert.Equal("another", server.Open(await server.VariableOfAsync(user)));
    }

    [Fact]
    public async Task ChangeVariable_NameAndValueAtOnce_CanStillBeOpened()
    {
        var user = await server.NewUserAsync();
        var id = await AddAsync(user, "Generic");

        // Most of these interleave in some way; whichever is last, its name and its value belong together.
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => user.Client.SendAsync(
            HttpMethod.Patch, Path + id, i % 2 == 0 ? $$"""{"name":"name {{i}}"}""" : $$"""{"value":"value {{i}}"}""").ReadAsync(200)));

        Assert.StartsWith("value", server.Open(await server.VariableOfAsync(user)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangeVariable_ToNameOfAnother_IsRefusedAndChangesNothing()
    {
        var user = await server.NewUserAsync();
        var id = await AddAsync(user, "Generic");
        await user.Client.SendAsync(HttpMethod.Post, Path, """{"name":"taken","value":"x","type":"Generic"}""").ReadAsync(201);

        Assert.Equal(
            "Variable name already exists",
            await user.Client.SendAsync(HttpMethod.Patch, Path + id, """{"name":"taken","value":"new"}""").ReadErrorAsync(400));

        var list = await user.Client.GetAsync(Path).ReadAsync(200);
        Assert.Equal([("name", "value"), ("taken", "x")], list.EnumerateArray().Select(each => (each.Text("name"), each.Text("value"))));
    }

    [Theory]
    [InlineData("""{"name":""}""", "Variable name cannot be empty")]
    [InlineData("""{"value":""}""", "Variable value cannot be empty")]
    public async Task ChangeVariable_ToNothing_IsRefused(string body, string error)
    {
        var user = await server.NewUserAsync();
        var id = await AddAsync(user, "Generic");

        Assert.Equal(error, await user.Client.SendAsync(HttpMethod.Patch, Path + id, body).ReadErrorAsync(400));
        Assert.Equal("value", server.Open(await server.VariableOfAsync(user)));
    }

    [Fact]
    public async Task ChangeVariable_CredentialToGeneric_DoesNotShowTheOldValue()
    {
        var user = await server.NewUserAsync();
        var id = await AddAsync(user, "Credential");

        Assert.Equal(
            "A credential becomes generic only with a new value",
            await user.Client.SendAsync(HttpMethod.Patch, Path + id, """{"type":"Generic"}""").ReadErrorAsync(400));
        Assert.Equal(VariableType.Credential, (await server.VariableOfAsync(user)).Type);

        var answer = await user.Client.SendAsync(HttpMethod.Patch, Path + id, """{"type":"Generic","value":"open"}""").ReadAsync(200);
        Assert.Equal("open", answer.Text("value"));
    }

    [Fact]
    public async Task ChangeVariable_GenericToCredential_HidesTheValue()
    {
        var user = await server.NewUserAsync();
        var id = await AddAsync(user, "Generic");

        var answer = await user.Client.SendAsync(HttpMethod.Patch, Path + id, """{"type":"Credential"}""").ReadAsync(200);

        Assert.Null(answer.Text("value"));
        Assert.Equal("value", server.Open(await server.VariableOfAsync(user)));
    }

    [Fact]
    public async Task ChangeVariable_Unknown_IsNotFound() =>
        Assert.Equal(
            "Variable not found", await server.Admin.SendAsync(HttpMethod.Patch, $"{Path}{Guid.NewGuid()}", """{"name":"x"}""").ReadErrorAsync(404));

    [Fact]
    public async Task ChangeVariable_WithIdThatIsNoneInTheBody_SaysSo()
    {
        var user = await server.NewUserAsync();
        var id = await AddAsync(user, "Generic");

        var answer = await user.Client.SendAsync(HttpMethod.Patch, Path + id, """{"id":"x","name":"y"}""").ReadAsync(422);

        Assert.Equal(("uuid_parsing", "body"), (answer.GetProperty("detail")[0].Text("type"), answer.GetProperty("detail")[0].GetProperty("loc")[0].GetString()));
    }

    private static async Task<string> AddAsync(TestUser user, string type) => (await user.Client.SendAsync(
        HttpMethod.Post, Path, $$"""{"name":"name","value":"value","type":"{{type}}"}""").ReadAsync(201)).Text("id")!;
}
