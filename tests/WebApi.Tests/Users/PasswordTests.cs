using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Users;

[Collection(nameof(SharedServer))]
public sealed class PasswordTests(WebServer server)
{
    [Fact]
    public async Task ChangeUser_WithOwnPassword_IsRefusedForPlainUser()
    {
        var user = await server.NewUserWithPasswordAsync();

        Assert.Equal(
            "You can't change your password here",
            await user.Client.SendAsync(HttpMethod.Patch, $"/api/v1/users/{user.Id}", """{"password":"another one"}""").ReadErrorAsync(400));
        await server.LogInAsync(user.Username).ReadAsync(200);
    }

    [Fact]
    public async Task ChangeUser_WithPasswordBySuperuser_ReplacesItAndRevokesTokens()
    {
        var superuser = await server.NewSuperuserAsync();
        var user = await server.NewUserWithPasswordAsync(superuser.TenantId);
        var (access, _) = await server.GetTokensAsync(user.Username);

        await superuser.Client.SendAsync(HttpMethod.Patch, $"/api/v1/users/{user.Id}", """{"password":"given by an admin"}""").ReadAsync(200);

        await server.BearerOf(access).GetAsync("/api/v1/users/whoami").ReadAsync(401);
        await server.LogInAsync(user.Username).ReadAsync(401);
        await server.LogInAsync(user.Username, "given by an admin").ReadAsync(200);
    }

    [Fact]
    public async Task ChangeUser_WithEmptyPassword_KeepsTheOld()
    {
        var superuser = await server.NewSuperuserAsync();
        var user = await server.NewUserWithPasswordAsync(superuser.TenantId);

        await superuser.Client.SendAsync(HttpMethod.Patch, $"/api/v1/users/{user.Id}", """{"password":""}""").ReadAsync(200);

        await server.LogInAsync(user.Username).ReadAsync(200);
    }

    [Fact]
    public async Task ResetPassword_OfSelf_ReplacesItAndRevokesTokens()
    {
        var user = await server.NewUserWithPasswordAsync();
        await server.ChangeAsync(user.Id, each => each.ResetPassword = true);
        var (access, refresh) = await server.GetTokensAsync(user.Username);

        var answer = await server.BearerOf(access).SendAsync(HttpMethod.Patch, PathOf(user.Id), """{"password":"chosen by oneself"}""").ReadAsync(200);

        Assert.Equal(user.Id, answer.GetProperty("id").GetInt32());
        Assert.False(answer.GetProperty("reset_passwd").GetBoolean());
        await server.BearerOf(access).GetAsync("/api/v1/users/whoami").ReadAsync(401);
        await server.NewClient().With("Cookie", $"refresh_token_lf={refresh}").PostAsync("/api/v1/refresh", null).ReadAsync(401);
        await server.LogInAsync(user.Username).ReadAsync(401);
        await server.LogInAsync(user.Username, "chosen by oneself").ReadAsync(200);
    }

    [Fact]
    public async Task ResetPassword_ToTheSame_IsRefused()
    {
        var user = await server.NewUserWithPasswordAsync();

        Assert.Equal(
            "You can't use your current password",
            await user.Client.SendAsync(HttpMethod.Patch, PathOf(user.Id), $$"""{"password":"{{SignInSteps.Password}}"}""").ReadErrorAsync(400));
    }

    [Fact]
    public async Task ResetPassword_OfAnother_IsRefusedForSuperusersToo()
    {
        var superuser = await server.NewSuperuserAsync();
        var user = await server.NewUserWithPasswordAsync(superuser.TenantId);

        foreach (var (caller, id) in new[] { (superuser, user.Id), (user, superuser.Id), (user, int.MaxValue) })
        {
            Assert.Equal(
                "You can't change another user's password",
                await caller.Client.SendAsync(HttpMethod.Patch, PathOf(id), """{"password":"anything"}""").ReadErrorAsync(400));
        }

        await server.LogInAsync(user.Username).ReadAsync(200);
    }

    [Theory]
    [InlineData("{}", "missing")]
    [InlineData("""{"password":""}""", "string_too_short")]
    [InlineData("""{"password":null}""", "string_type")]
    public async Task ResetPassword_WithoutPassword_SaysSo(string body, string type)
    {
        var user = await server.NewUserAsync();

        var answer = await user.Client.SendAsync(HttpMethod.Patch, PathOf(user.Id), body).ReadAsync(422);

        Assert.Equal(type, answer.GetProperty("detail")[0].Text("type"));
    }

    private static string PathOf(int userId) => $"/api/v1/users/{userId}/reset-password";
}
