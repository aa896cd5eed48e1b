using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;

namespace SkillFlaw.WebApi.SignIns;

[Collection(nameof(SharedServer))]
public sealed class SignInEndpointsTests(WebServer server)
{
    private const string WhoAmI = "/api/v1/users/whoami";

    [Fact]
    public async Task LogIn_WithPassword_GivesTokensThatWork()
    {
        var user = await server.NewUserWithPasswordAsync();

        var answer = await server.LogInAsync(user.Username).ReadAsync(200);

        Assert.Equal(["access_token", "refresh_token", "token_type"], answer.EnumerateObject().Select(field => field.Name));
        Assert.Equal("bearer", answer.Text("token_type"));
        Assert.Equal(
            user.Id, (await server.BearerOf(answer.Text("access_token")!).GetAsync(WhoAmI).ReadAsync(200)).GetProperty("id").GetInt32());
        Assert.NotNull((await server.FindUserAsync(user.Id))!.LastLoginAt);
    }

    [Fact]
    public async Task LogIn_WithAFormThatBreaksOff_IsRefused()
    {
        using var form = new StringContent("--x\r\nContent-Disposition: form-data; name=\"username\"\r\n\r\nadmin");
        form.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };

        Assert.Equal("The form cannot be read", await server.Nobody.PostAsync("/api/v1/login", form).ReadErrorAsync(400));
    }

    [Fact]
    public async Task LogIn_WithPassword_GivesTokensWithTheClaimsOfTheContract()
    {
        var user = await server.NewUserWithPasswordAsync();

        var (access, refresh) = await server.GetTokensAsync(user.Username);

        foreach (var (text, type, seconds) in new[] { (access, "access", 3_600), (refresh, "refresh", 604_800) })
        {
            var token = new JsonWebToken(text);
            Assert.Equal("HS256", token.Alg);
            Assert.Equal(($"{user.Id}", type), (token.Subject, token.GetClaim("type").Value));
            Assert.InRange((token.ValidTo - DateTime.UtcNow).TotalSeconds, seconds - 60, seconds);
        }
    }

    [Fact]
    public async Task LogIn_WithPassword_SetsCookies()
    {
        var user = await server.NewUserWithPasswordAsync();

        using var answer = await server.LogInAsync(user.Username);

        var cookies = CookiesOf(answer);
        Assert.Equal(["access_token_lf", "apikey_tkn_lflw", "refresh_token_lf"], cookies.Keys.Order());
        Assert.Equal("None", cookies["apikey_tkn_lflw"].Value);
        Assert.All(cookies.Values, cookie => Assert.Equal(("/", "lax", false), (cookie["path"], cookie["samesite"], cookie.Has("secure"))));
        Assert.Equal([false, false, true], cookies.OrderBy(cookie => cookie.Key).Select(cookie => cookie.Value.Has("httponly")));
        Assert.InRange(DateTimeOffset.Parse(cookies["access_token_lf"]["expires"]!) - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
        Assert.InRange(DateTimeOffset.Parse(cookies["refresh_token_lf"]["expires"]!) - DateTimeOffset.UtcNow, TimeSpan.FromDays(6.99), TimeSpan.FromDays(7));
        Assert.False(cookies["apikey_tkn_lflw"].Has("expires"));
    }

    [Fact]
    public async Task LogIn_OverHttps_SetsSecureCookies()
    {
        var proxied = new WebServer { Settings = { ["SKILLFLAW_TRUSTED_PROXIES"] = "127.0.0.1" } };
        await proxied.InitializeAsync();
        try
        {
            using var answer = await proxied.NewClient().With("X-Forwarded-Proto", "https").PostAsync(
                "/api/v1/login", new FormUrlEncodedContent([new("username", "admin"), new("password", WebServer.Password)]));

            Assert.Equal(3, CookiesOf(answer).Values.Count(cookie => cookie.Has("secure")));
        }
        finally
        {
            await proxied.DisposeAsync();
        }
    }

    [Fact]
    public async Task LogIn_FromAnotherSite_SetsNoCookies()
    {
        var user = await server.NewUserWithPasswordAsync();

        using var answer = await server.NewClient().With("Origin", "https://attacker.example").PostAsync(
            "/api/v1/login", new FormUrlEncodedContent([new("username", user.Username), new("password", SignInSteps.Password)]));

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Empty(CookiesOf(answer));
    }

    [Fact]
    public async Task LogIn_WithNameInAnotherCase_IsTheSameUser()
    {
        var user = await server.NewUserWithPasswordAsync();

        await server.LogInAsync(user.Username.ToUpperInvariant()).ReadAsync(200);
    }

    [Fact]
    public async Task LogIn_OfUserWithoutProject_MakesTheDefaultOne()
    {
        var user = await server.NewUserWithPasswordAsync();

        await server.LogInAsync(user.Username).ReadAsync(200);
        await server.LogInAsync(user.Username).ReadAsync(200);

        await using var database = await server.DatabaseAsync();
        Assert.Equal(["Starter Project"], await database.Projects.Where(project => project.UserId == user.Id).Select(project => project.Name).ToListAsync());
    }

    [Fact]
    public async Task LogIn_WithWrongPassword_AnswersAsForNobody()
    {
        var user = await server.NewUserWithPasswordAsync();

        using var wrong = await server.LogInAsync(user.Username, "a wrong password");
        using var unknown = await server.LogInAsync(Guid.NewGuid().ToString(), "a wrong password");

        Assert.Equal((401, 401), ((int)wrong.StatusCode, (int)unknown.StatusCode));
        Assert.Equal("""{"detail":"Incorrect username or password"}""", await wrong.Content.ReadAsStringAsync());
        Assert.Equal(await wrong.Content.ReadAsStringAsync(), await unknown.Content.ReadAsStringAsync());
        Assert.Equal("Bearer", wrong.Headers.WwwAuthenticate.ToString());
        Assert.Empty(CookiesOf(wrong));
    }

    [Fact]
    public async Task LogIn_OfInactiveUser_DependsOnWhetherTheyEverDid()
    {
        var user = await server.NewUserWithPasswordAsync();
        await server.ChangeAsync(user.Id, each => each.IsActive = false);
        Assert.Equal("Waiting for approval", await server.LogInAsync(user.Username).ReadErrorAsync(400));

        await server.ChangeAsync(user.Id, each => each.LastLoginAt = DateTimeOffset.UtcNow);

        Assert.Equal("Inactive user", await server.LogInAsync(user.Username).ReadErrorAsync(401));
        Assert.Equal("Incorrect username or password", await server.LogInAsync(user.Username, "wrong").ReadErrorAsync(401));
    }

    [Theory]
    [InlineData("username=x", "application/x-www-form-urlencoded", "password")]
    [InlineData("password=x", "application/x-www-form-urlencoded", "username")]
    [InlineData("", "application/x-www-form-urlencoded", "username,password")]
    [InlineData("""{"username":"x","password":"y"}""", "application/json", "username,password")]
    public async Task LogIn_WithoutField_NamesIt(string body, string type, string missing)
    {
        var answer = await server.Nobody.PostAsync("/api/v1/login", new StringContent(body, Encoding.UTF8, type)).ReadAsync(422);

        var errors = answer.GetProperty("detail").EnumerateArray().ToArray();
        Assert.Equal(missing.Split(','), errors.Select(error => error.GetProperty("loc")[1].GetString()));
        Assert.All(errors, error => Assert.Equal(("missing", "Field required"), (error.Text("type"), error.Text("msg"))));
    }

    [Fact]
    public async Task LogIn_WithFormThatIsNone_IsRefused()
    {
        using var content = new ByteArrayContent("x"u8.ToArray()) { Headers = { { "Content-Type", "multipart/form-data" } } };

        Assert.Equal("The form cannot be read", await server.Nobody.PostAsync("/api/v1/login", content).ReadErrorAsync(400));
    }

    [Fact]
    public async Task LogIn_WithHugeBody_IsTooLarge()
    {
        var content = new FormUrlEncodedContent([new("username", "x"), new("password", new string('p', 2_000_000))]);

        Assert.StartsWith(
            "Content size limit exceeded. Maximum allowed is 1MB and got 1.9", await server.Nobody.SendLargeAsync("/api/v1/login", content).ReadErrorAsync(413));
    }

    [Fact]
    public async Task Refresh_WithCookie_GivesNewTokensAndLeavesTheOldOne()
    {
        var user = await server.NewUserWithPasswordAsync();
        var (_, refresh) = await server.GetTokensAsync(user.Username);
        var browser = server.NewClient().With("Cookie", $"refresh_token_lf={refresh}");

        var sending = browser.PostAsync("/api/v1/refresh", null);
        var answer = await sending.ReadAsync(200);

        await server.BearerOf(answer.Text("access_token")!).GetAsync(WhoAmI).ReadAsync(200);
        Assert.Equal(["access_token_lf", "apikey_tkn_lflw", "refresh_token_lf"], CookiesOf(await sending).Keys.Order());
        await browser.PostAsync("/api/v1/refresh", null).ReadAsync(200);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("access")]
    public async Task Refresh_WithoutRefreshToken_IsRefused(string? cookie)
    {
        if (cookie == "access")
        {
            cookie = (await server.GetTokensAsync((await server.NewUserWithPasswordAsync()).Username)).Access;
        }

        var client = cookie is null ? server.NewClient() : server.NewClient().With("Cookie", $"refresh_token_lf={cookie}");

        var sending = client.PostAsync("/api/v1/refresh", null);
        Assert.Equal("Invalid refresh token", await sending.ReadErrorAsync(401));
        Assert.Equal("Bearer", (await sending).Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Refresh_OfInactiveUser_IsRefused()
    {
        var user = await server.NewUserWithPasswordAsync();
        var (_, refresh) = await server.GetTokensAsync(user.Username);
        await server.ChangeAsync(user.Id, each => each.IsActive = false);

        Assert.Equal(
            "User account is inactive",
            await server.NewClient().With("Cookie", $"refresh_token_lf={refresh}").PostAsync("/api/v1/refresh", null).ReadErrorAsync(401));
    }

    [Fact]
    public async Task Refresh_FromAnotherSite_IsForbiddenWithoutAnythingToRead()
    {
        var user = await server.NewUserWithPasswordAsync();
        var (_, refresh) = await server.GetTokensAsync(user.Username);

        using var answer = await server.NewClient()
            .With("Cookie", $"refresh_token_lf={refresh}").With("Origin", "https://attacker.example").PostAsync("/api/v1/refresh", null);

        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Empty(CookiesOf(answer));
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Refresh_FromASiteThatTheOwnerNamed_IsAllowedAndReadable()
    {
        var named = new WebServer { Settings = { ["SKILLFLAW_CORS_ORIGINS"] = "https://editor.example" } };
        await named.InitializeAsync();
        try
        {
            var (_, refresh) = await GetAdminTokensAsync(named);
            var browser = named.NewClient().With("Cookie", $"refresh_token_lf={refresh}");

            using var answer = await browser.With("Origin", "https://editor.example").PostAsync("/api/v1/refresh", null);

            Assert.Equal(200, (int)answer.StatusCode);
            Assert.Equal(["https://editor.example"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
            Assert.Equal(["true"], answer.Headers.GetValues("Access-Control-Allow-Credentials"));
        }
        finally
        {
            await named.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("bearer")]
    [InlineData("access")]
    [InlineData("refresh")]
    public async Task LogOut_WithAnyToken_RevokesAll(string by)
    {
        var user = await server.NewUserWithPasswordAsync();
        var (otherAccess, otherRefresh) = await server.GetTokensAsync(user.Username);
        var (access, refresh) = await server.GetTokensAsync(user.Username);
        await server.BearerOf(access).GetAsync(WhoAmI).ReadAsync(200);

        var sending = (by switch
        {
            "bearer" => server.BearerOf(access),
            "access" => server.NewClient().With("Cookie", $"access_token_lf={access}"),
            _ => server.NewClient().With("Cookie", $"refresh_token_lf={refresh}"),
        }).PostAsync("/api/v1/logout", null);

        Assert.Equal("""{"message":"Logout successful"}""", (await sending.ReadAsync(200)).GetRawText());
        var cookies = CookiesOf(await sending);
        Assert.Equal(["access_token_lf", "apikey_tkn_lflw", "refresh_token_lf"], cookies.Keys.Order());
        Assert.All(cookies.Values, cookie => Assert.True(DateTimeOffset.Parse(cookie["expires"]!) < DateTimeOffset.UtcNow && cookie.Value.Length == 0));
        foreach (var (oldAccess, oldRefresh) in new[] { (access, refresh), (otherAccess, otherRefresh) })
        {
            await server.BearerOf(oldAccess).GetAsync(WhoAmI).ReadAsync(401);
            await server.NewClient().With("Cookie", $"refresh_token_lf={oldRefresh}").PostAsync("/api/v1/refresh", null).ReadAsync(401);
        }

        await user.Client.GetAsync(WhoAmI).ReadAsync(200);
        await server.BearerOf((await server.GetTokensAsync(user.Username)).Access).GetAsync(WhoAmI).ReadAsync(200);
    }

    [Fact]
    public async Task LogOut_WithoutCredentials_IsFine() =>
        await server.Nobody.PostAsync("/api/v1/logout", null).ReadAsync(200);

    [Fact]
    public async Task LogOut_FromAnotherSite_RevokesNothing()
    {
        var user = await server.NewUserWithPasswordAsync();
        var (access, _) = await server.GetTokensAsync(user.Username);

        await server.NewClient().With("Cookie", $"access_token_lf={access}").With("Origin", "https://attacker.example")
            .PostAsync("/api/v1/logout", null).ReadAsync(200);

        await server.BearerOf(access).GetAsync(WhoAmI).ReadAsync(200);
    }

    private static async Task<(string Access, string Refresh)> GetAdminTokensAsync(WebServer server)
    {
        var answer = await server.LogInAsync("admin", WebServer.Password).ReadAsync(200);
        return (answer.Text("access_token")!, answer.Text("refresh_token")!);
    }

    private static Dictionary<string, SetCookie> CookiesOf(HttpResponseMessage answer) => answer.Headers.TryGetValues("Set-Cookie", out var lines)
        ? lines.Select(line => new SetCookie(line)).ToDictionary(cookie => cookie.Name)
        : [];

    /// <summary>A line of Set-Cookie.</summary>
    private sealed class SetCookie(string line)
    {
        private readonly Dictionary<string, string?> _parts = line.Split("; ").Skip(1).Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0].ToLowerInvariant(), part => part.ElementAtOrDefault(1));

        public string Name => line[..line.IndexOf('=')];

        public string Value => line[(line.IndexOf('=') + 1)..line.IndexOf(';')];

        public string? this[string attribute] => _parts.GetValueOrDefault(attribute);

        public bool Has(string attribute) => _parts.ContainsKey(attribute);
    }
}
