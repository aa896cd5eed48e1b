using Microsoft.EntityFrameworkCore;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Users;

[Collection(nameof(SharedServer))]
public sealed class UserAdditionTests(WebServer server)
{
    private const string Path = "/api/v1/users/";

    [Fact]
    public async Task AddUser_BySuperuser_AnswersWithTheWholeUser()
    {
        var answer = await server.Admin.SendAsync(HttpMethod.Post, Path, """{"username":"Ann","nickname":"Annie","password":"secret"}""").ReadAsync(201);

        Assert.Equal(
            [
                "id", "username", "nickname", "mobile", "email", "profile_image", "store_api_key", "reset_passwd", "is_active", "is_superuser",
                "is_locked", "is_sso", "create_at", "updated_at", "last_login_at", "optins",
            ],
            answer.EnumerateObject().Select(field => field.Name));
        Assert.True(answer.GetProperty("id").GetInt32() > 0);
        Assert.Equal("Ann", answer.Text("username"));
        Assert.Equal("Annie", answer.Text("nickname"));
        Assert.Equal("", answer.Text("mobile"));
        Assert.Null(answer.Text("last_login_at"));
        Assert.Equal("""{"github_starred":false,"dialog_dismissed":false,"discord_clicked":false}""", answer.GetProperty("optins").GetRawText());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?$", answer.Text("create_at"));
    }

    [Fact]
    public async Task AddUser_ByDefault_WaitsForApproval()
    {
        var answer = await server.Admin.SendAsync(HttpMethod.Post, Path, """{"username":"waiting","password":"secret"}""").ReadAsync(201);

        Assert.False(answer.GetProperty("is_active").GetBoolean());
        Assert.Equal("Waiting for approval", await server.LogInAsync("waiting", "secret").ReadErrorAsync(400));
    }

    [Fact]
    public async Task AddUser_WithPrivilegesInTheBody_GivesNone()
    {
        var answer = await server.Admin.SendAsync(
            HttpMethod.Post, Path, """{"username":"greedy","password":"secret","is_superuser":true,"is_active":true,"id":1}""").ReadAsync(201);

        Assert.False(answer.GetProperty("is_superuser").GetBoolean());
        Assert.False(answer.GetProperty("is_active").GetBoolean());
        Assert.NotEqual(1, answer.GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task AddUser_BySuperuser_IsInTheTenantWithAProject()
    {
        var superuser = await server.NewSuperuserAsync();

        var answer = await superuser.Client.SendAsync(HttpMethod.Post, Path, """{"username":"neighbour","password":"secret"}""").ReadAsync(201);

        await using var database = await server.DatabaseAsync();
        var user = await database.Users.SingleAsync(each => each.Id == answer.GetProperty("id").GetInt32());
        var project = await database.Projects.SingleAsync(each => each.UserId == user.Id);
        Assert.Equal(superuser.TenantId, user.TenantId);
        Assert.Equal(superuser.TenantId, project.TenantId);
        Assert.Equal("Starter Project", project.Name);
    }

    [Theory]
    [InlineData("taken")]
    [InlineData("TAKEN")]
    public async Task AddUser_WithNameOfAnother_IsRefused(string name)
    {
        await server.Admin.SendAsync(HttpMethod.Post, Path, """{"username":"Taken","password":"secret"}""");

        var error = await server.Admin.SendAsync(HttpMethod.Post, Path, $$"""{"username":"{{name}}","password":"secret"}""").ReadErrorAsync(400);

        Assert.Equal("This username is unavailable.", error);
    }

    [Fact]
    public async Task AddUser_TwiceAtOnce_MakesOne()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            server.Admin.SendAsync(HttpMethod.Post, Path, """{"username":"hurried","password":"secret"}""")));

        Assert.Equal([201, 400, 400, 400], answers.Select(answer => (int)answer.StatusCode).Order());
    }

    [Fact]
    public async Task AddUser_ByPlainUser_NeedsSuperuser()
    {
        var user = await server.NewUserAsync();

        Assert.Equal(
            "The user doesn't have enough privileges",
            await user.Client.SendAsync(HttpMethod.Post, Path, """{"username":"other","password":"secret"}""").ReadErrorAsync(403));
        await server.Nobody.SendAsync(HttpMethod.Post, Path, """{"username":"other","password":"secret"}""").ReadAsync(403);
    }

    [Theory]
    [InlineData("""{"password":"secret"}""", "missing", "username", "Field required")]
    [InlineData("""{"username":"x"}""", "missing", "password", "Field required")]
    [InlineData("""{"username":"x","password":""}""", "string_too_short", "password", "String should have at least 1 character")]
    [InlineData("""{"username":7,"password":"secret"}""", "string_type", "username", "Input should be a valid string")]
    [InlineData("""{"username":null,"password":"secret"}""", "string_type", "username", "Input should be a valid string")]
    [InlineData("""{"username":" x","password":"secret"}""", "value_error", "username", "Value error, A username has no spaces around it and no control characters")]
    [InlineData("""{"username":"x\ny","password":"secret"}""", "value_error", "username", "Value error, A username has no spaces around it and no control characters")]
    [InlineData("""{"username":"x","password":"secret","optins":[]}""", "dict_type", "optins", "Input should be a valid dictionary")]
    public async Task AddUser_WithWrongField_SaysWhich(string body, string type, string field, string message)
    {
        var answer = await server.Admin.SendAsync(HttpMethod.Post, Path, body).ReadAsync(422);

        var error = Assert.Single(answer.GetProperty("detail").EnumerateArray());
        Assert.Equal(type, error.Text("type"));
        Assert.Equal(["body", field], error.GetProperty("loc").EnumerateArray().Select(part => part.GetString()));
        Assert.Equal(message, error.Text("msg"));
    }

    [Fact]
    public async Task AddUser_WithLongName_TellsTheLimit()
    {
        var answer = await server.Admin.SendAsync(
            HttpMethod.Post, Path, $$"""{"username":"{{new string('n', 129)}}","password":"secret"}""").ReadAsync(422);

        var error = answer.GetProperty("detail")[0];
        Assert.Equal("String should have at most 128 characters", error.Text("msg"));
        Assert.Equal("""{"max_length":128}""", error.GetProperty("ctx").GetRawText());
    }
}
