using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Users;

[Collection(nameof(SharedServer))]
public sealed class UserChangeTests(WebServer server)
{
    [Fact]
    public async Task ChangeUser_BySelf_ChangesWhatIsThere()
    {
        var user = await server.NewUserAsync();
        var before = await server.FindUserAsync(user.Id);

        var answer = await user.Client.SendAsync(
            HttpMethod.Patch,
            PathOf(user),
            """{"nickname":"Nick","email":"n@example.org","mobile":"12","profile_image":"Space/046-rocket.svg","optins":{"github_starred":true}}""").ReadAsync(200);

        Assert.Equal(user.Username, answer.Text("username"));
        Assert.Equal(("Nick", "n@example.org", "12"), (answer.Text("nickname"), answer.Text("email"), answer.Text("mobile")));
        Assert.Equal("Space/046-rocket.svg", answer.Text("profile_image"));
        Assert.Equal("""{"github_starred":true}""", answer.GetProperty("optins").GetRawText());
        var after = await server.FindUserAsync(user.Id);
        Assert.Equal("Nick", after!.Nickname);
        Assert.True(after.UpdatedAt > before!.UpdatedAt);
        Assert.Equal(before.TokenStamp, after.TokenStamp);
    }

    [Fact]
    public async Task ChangeUser_WithNulls_KeepsEverything()
    {
        var user = await server.NewUserAsync();
        await server.ChangeAsync(user.Id, each => each.Nickname = "Nick");

        var answer = await user.Client.SendAsync(
            HttpMethod.Patch, PathOf(user), """{"username":null,"nickname":null,"is_active":null,"password":null,"optins":null}""").ReadAsync(200);

        Assert.Equal("Nick", answer.Text("nickname"));
        Assert.True(answer.GetProperty("is_active").GetBoolean());
    }

    [Theory]
    [InlineData("""{"is_superuser":true}""")]
    [InlineData("""{"is_active":false}""")]
    [InlineData("""{"reset_passwd":true}""")]
    [InlineData("""{"is_locked":true}""")]
    [InlineData("""{"nickname":"new","is_superuser":"yes"}""")]
    public async Task ChangeUser_OfOwnPrivileges_IsDeniedAndChangesNothing(string body)
    {
        var user = await server.NewUserAsync();

        Assert.Equal("Permission denied", await user.Client.SendAsync(HttpMethod.Patch, PathOf(user), body).ReadErrorAsync(403));

        var after = await server.FindUserAsync(user.Id);
        Assert.False(after!.IsSuperuser);
        Assert.True(after.IsActive);
        Assert.False(after.ResetPassword);
        Assert.Null(after.Nickname);
    }

    [Fact]
    public async Task ChangeUser_SendingBackWhatWasRead_IsAllowed()
    {
        var user = await server.NewUserAsync();
        var read = await user.Client.GetAsync("/api/v1/users/whoami").ReadAsync(200);

        var answer = await user.Client.SendAsync(HttpMethod.Patch, PathOf(user), read.GetRawText()).ReadAsync(200);

        Assert.Equal(user.Username, answer.Text("username"));
    }

    [Fact]
    public async Task ChangeUser_WithForeignColumns_ChangesNoneOfThem()
    {
        var user = await server.NewUserAsync();
        var before = await server.FindUserAsync(user.Id);

        await user.Client.SendAsync(
            HttpMethod.Patch,
            PathOf(user),
            $$"""{"id":1,"tenant_id":"{{Guid.NewGuid()}}","password_hash":"x","token_stamp":"{{Guid.NewGuid()}}","create_at":"2001-01-01T00:00:00","last_login_at":"2001-01-01T00:00:00"}""")
            .ReadAsync(200);

        var after = await server.FindUserAsync(user.Id);
        Assert.Equal(
            (before!.TenantId, before.PasswordHash, before.TokenStamp, before.CreatedAt, before.LastLoginAt),
            (after!.TenantId, after.PasswordHash, after.TokenStamp, after.CreatedAt, after.LastLoginAt));
    }

    [Theory]
    [InlineData("""{"a":"\ud800"}""")]
    [InlineData("""{"a":{"b":1}}""")]
    [InlineData("""{"a":[[]]}""")]
    public async Task ChangeUser_WithStrangeOptins_DoesNotSpoilTheList(string optins)
    {
        var superuser = await server.NewSuperuserAsync();
        var user = await server.NewUserAsync(superuser.TenantId);

        var answer = await user.Client.SendAsync(HttpMethod.Patch, PathOf(user), $$"""{"optins":{{optins}}}""").ReadAsync(422);

        Assert.Equal("Value error, An optin is a flag, a number or null", answer.GetProperty("detail")[0].Text("msg"));
        await superuser.Client.GetAsync("/api/v1/users/").ReadAsync(200);
    }

    [Fact]
    public async Task ChangeUser_OfAnotherByPlainUser_IsDeniedWhoeverItIs()
    {
        var user = await server.NewUserAsync();
        var neighbour = await server.NewUserAsync(user.TenantId);

        foreach (var id in new[] { neighbour.Id, int.MaxValue })
        {
            Assert.Equal(
                "Permission denied",
                await user.Client.SendAsync(HttpMethod.Patch, $"/api/v1/users/{id}", """{"nickname":"mine"}""").ReadErrorAsync(403));
        }

        Assert.Null((await server.FindUserAsync(neighbour.Id))!.Nickname);
    }

    [Fact]
    public async Task ChangeUser_ToNameOfAnother_IsRefused()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());

        Assert.Equal(
            "This username is unavailable.",
            await user.Client.SendAsync(HttpMethod.Patch, PathOf(user), $$"""{"username":"{{other.Username.ToUpperInvariant()}}"}""").ReadErrorAsync(400));
        Assert.Equal(user.Username, (await server.FindUserAsync(user.Id))!.Username);
    }

    [Fact]
    public async Task ChangeUser_OwnNameInAnotherCase_IsAllowed()
    {
        var user = await server.NewUserAsync();

        var answer = await user.Client.SendAsync(
            HttpMethod.Patch, PathOf(user), $$"""{"username":"{{user.Username.ToUpperInvariant()}}"}""").ReadAsync(200);

        Assert.Equal(user.Username.ToUpperInvariant(), answer.Text("username"));
    }

    [Fact]
    public async Task ChangeUser_UnknownBySuperuser_IsNotFound() =>
        Assert.Equal(
            "User not found",
            await server.Admin.SendAsync(HttpMethod.Patch, $"/api/v1/users/{int.MaxValue}", "{}").ReadErrorAsync(404));

    [Fact]
    public async Task ChangeUser_WithIdThatIsNone_SaysSo()
    {
        var answer = await server.Admin.SendAsync(HttpMethod.Patch, "/api/v1/users/me", "{}").ReadAsync(422);

        Assert.Equal(
            """{"detail":[{"type":"int_parsing","loc":["path","user_id"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"me"}]}""",
            answer.GetRawText());
    }

    [Fact]
    public async Task ChangeUser_RightsBySuperuser_HoldOnTheNextCall()
    {
        var superuser = await server.NewSuperuserAsync();
        var user = await server.NewUserAsync(superuser.TenantId);
        await user.Client.GetAsync("/api/v1/users/").ReadAsync(403);

        await superuser.Client.SendAsync(HttpMethod.Patch, PathOf(user), """{"is_superuser":true}""").ReadAsync(200);
        await user.Client.GetAsync("/api/v1/users/").ReadAsync(200);
        await superuser.Client.SendAsync(HttpMethod.Patch, PathOf(user), """{"is_superuser":false}""").ReadAsync(200);

        await user.Client.GetAsync("/api/v1/users/").ReadAsync(403);
    }

    [Fact]
    public async Task ChangeUser_Deactivated_HoldsOnTheNextCall()
    {
        var superuser = await server.NewSuperuserAsync();
        var user = await server.NewUserWithPasswordAsync(superuser.TenantId);
        var (access, refresh) = await server.GetTokensAsync(user.Username);
        var browser = server.BearerOf(access);
        await browser.GetAsync("/api/v1/users/whoami").ReadAsync(200);
        await user.Client.GetAsync("/api/v1/users/whoami").ReadAsync(200);

        await superuser.Client.SendAsync(HttpMethod.Patch, PathOf(user), """{"is_active":false}""").ReadAsync(200);

        Assert.Equal("Inactive user", await user.Client.GetAsync("/api/v1/users/whoami").ReadErrorAsync(401));
        Assert.Equal("User not found or is inactive.", await browser.GetAsync("/api/v1/users/whoami").ReadErrorAsync(401));

        // What was given out before stays worthless when the user comes back.
        await superuser.Client.SendAsync(HttpMethod.Patch, PathOf(user), """{"is_active":true}""").ReadAsync(200);
        await browser.GetAsync("/api/v1/users/whoami").ReadAsync(401);
        await server.NewClient().With("Cookie", $"refresh_token_lf={refresh}").PostAsync("/api/v1/refresh", null).ReadAsync(401);
        await user.Client.GetAsync("/api/v1/users/whoami").ReadAsync(200);
    }

    [Theory]
    [InlineData("""{"is_superuser":false}""", "You can't take away your own superuser rights")]
    [InlineData("""{"is_active":false}""", "You can't deactivate your own user account")]
    public async Task ChangeUser_OfOwnRightsBySuperuser_IsRefused(string body, string error)
    {
        var superuser = await server.NewSuperuserAsync();

        Assert.Equal(error, await superuser.Client.SendAsync(HttpMethod.Patch, PathOf(superuser), body).ReadErrorAsync(400));
        await superuser.Client.GetAsync("/api/v1/users/").ReadAsync(200);
    }

    [Fact]
    public async Task ChangeUser_Locking_IsRefusedInsteadOfIgnored()
    {
        var superuser = await server.NewSuperuserAsync();
        var user = await server.NewUserAsync(superuser.TenantId);

        Assert.Equal(
            "Users can't be locked on this server; set is_active to false instead",
            await superuser.Client.SendAsync(HttpMethod.Patch, PathOf(user), """{"is_locked":true}""").ReadErrorAsync(400));
    }

    [Fact]
    public async Task Log_OfChanges_HasIdsOnly()
    {
        var log = new RecordedLog();
        var own = new WebServer { Settings = { ["SKILLFLAW_LOG_LEVEL"] = "info", ["SKILLFLAW_NEW_USER_IS_ACTIVE"] = "true" }, Configure = log.Capture };
        await own.InitializeAsync();
        try
        {
            var user = (await own.Admin.SendAsync(HttpMethod.Post, "/api/v1/users/", """{"username":"observed","password":"unspoken"}""").ReadAsync(201))
                .GetProperty("id").GetInt32();
            var path = $"/api/v1/users/{user}";
            await own.Admin.SendAsync(HttpMethod.Patch, path, """{"is_superuser":true}""").ReadAsync(200);
            await own.Admin.SendAsync(HttpMethod.Patch, path, """{"is_superuser":false,"is_active":false,"password":"unheard"}""").ReadAsync(200);
            await own.Admin.SendAsync(HttpMethod.Patch, path, """{"is_active":true}""").ReadAsync(200);
            await own.Admin.DeleteAsync(path).ReadAsync(200);

            Assert.Equal(
                [
                    $"User {user} was made by user 1",
                    $"User {user} was made a superuser by user 1",
                    $"User {user} was deactivated by user 1",
                    $"User {user} is no superuser any more; done by user 1",
                    $"The password of user {user} was changed by user 1",
                    $"User {user} was activated by user 1",
                    $"User {user} was deleted by user 1",
                ],
                log.Of("SkillFlaw.WebApi.Users.UserLog"));
        }
        finally
        {
            await own.DisposeAsync();
        }
    }

    private static string PathOf(TestUser user) => $"/api/v1/users/{user.Id}";
}
