using Microsoft.IdentityModel.JsonWebTokens;

namespace SkillFlaw.WebApi.SignIns;

public sealed class AutoLoginTests
{
    private const string WhoAmI = "/api/v1/users/whoami";

    [Fact]
    public async Task AutoLogIn_ByDefault_IsOff() => await WithServerAsync([], async server =>
    {
        var answer = await server.Nobody.GetAsync("/api/v1/auto_login").ReadAsync(400);

        Assert.Equal(
            """{"detail":{"message":"Auto login is disabled. Please enable it in the settings","auto_login":false}}""", answer.GetRawText());
    });

    [Fact]
    public async Task AutoLogIn_SwitchedOn_GivesTheSuperusersToken() => await WithServerAsync(["AUTO_LOGIN"], async server =>
    {
        using var sending = await server.Nobody.GetAsync("/api/v1/auto_login");
        var answer = await Task.FromResult(sending).ReadAsync(200);

        var token = answer.Text("access_token")!;
        Assert.Equal($$"""{"access_token":"{{token}}","refresh_token":null,"token_type":"bearer"}""", answer.GetRawText());
        Assert.InRange((new JsonWebToken(token).ValidTo - DateTime.UtcNow).TotalDays, 364.9, 365);
        Assert.True((await server.BearerOf(token).GetAsync(WhoAmI).ReadAsync(200)).GetProperty("is_superuser").GetBoolean());
        Assert.Equal(
            [$"access_token_lf={token}; path=/; samesite=lax", "apikey_tkn_lflw=; path=/; samesite=lax"], sending.Headers.GetValues("Set-Cookie"));
    });

    [Fact]
    public async Task Request_WithAutoLoginOnly_StillNeedsAKey() => await WithServerAsync(["AUTO_LOGIN"], async server =>
        Assert.StartsWith("Since v1.5, LANGFLOW_AUTO_LOGIN requires a valid API key.", await server.Nobody.GetAsync(WhoAmI).ReadErrorAsync(403)));

    [Fact]
    public async Task Request_WithoutCredentialsWhereTheyAreSkipped_IsTheSuperusers() =>
        await WithServerAsync(["AUTO_LOGIN", "SKIP_AUTH_AUTO_LOGIN"], async server =>
        {
            Assert.True((await server.Nobody.GetAsync(WhoAmI).ReadAsync(200)).GetProperty("is_superuser").GetBoolean());
            await server.ClientOf("sk-unknown").GetAsync(WhoAmI).ReadAsync(403);
        });

    [Theory]
    [InlineData("Origin", "https://attacker.example")]
    [InlineData("Host", "attacker.example:7860")]
    public async Task Request_FromAnotherSiteWhereCredentialsAreSkipped_IsForbidden(string header, string value) =>
        await WithServerAsync(["AUTO_LOGIN", "SKIP_AUTH_AUTO_LOGIN"], async server =>
        {
            var client = server.NewClient().With(header, value);

            await client.GetAsync(WhoAmI).ReadAsync(403);
            await client.GetAsync("/api/v1/auto_login").ReadAsync(400);
        });

    [Fact]
    public async Task Request_ByTheNameOfTheMachineWhereCredentialsAreSkipped_IsTheSuperusers() =>
        await WithServerAsync(["AUTO_LOGIN", "SKIP_AUTH_AUTO_LOGIN"], async server =>
            await server.NewClient().With("Host", $"localhost:{server.Address.Port}").GetAsync(WhoAmI).ReadAsync(200));

    [Fact]
    public async Task AutoLogIn_WithoutSuperuser_SaysSo() => await WithServerAsync(["AUTO_LOGIN", "SKIP_AUTH_AUTO_LOGIN"], async server =>
    {
        await server.ChangeAsync(1, user => user.IsActive = false);

        Assert.Equal("Missing first superuser credentials", await server.Nobody.GetAsync("/api/v1/auto_login").ReadErrorAsync(400));
        Assert.Equal("Missing first superuser credentials", await server.Nobody.GetAsync(WhoAmI).ReadErrorAsync(400));
    });

    [Fact]
    public async Task Request_WithTheKeyOfTheEnvironment_IsTheSuperusers()
    {
        var server = new WebServer { Settings = { ["SKILLFLAW_API_KEY_SOURCE"] = "env", ["SKILLFLAW_API_KEY"] = "the key of the environment" } };
        await server.InitializeAsync();
        try
        {
            var client = server.ClientOf("the key of the environment");

            Assert.True((await client.GetAsync(WhoAmI).ReadAsync(200)).GetProperty("is_superuser").GetBoolean());
            Assert.Equal("Invalid or missing API key", await server.ClientOf(server.AdminKey).GetAsync(WhoAmI).ReadErrorAsync(403));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task WithServerAsync(string[] switches, Func<WebServer, Task> test)
    {
        var server = new WebServer();
        foreach (var each in switches)
        {
            server.Settings[$"SKILLFLAW_{each}"] = "true";
        }

        await server.InitializeAsync();
        try
        {
            await test(server);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}
