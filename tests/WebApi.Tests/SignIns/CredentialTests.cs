using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SkillFlaw.Storage;
using SkillFlaw.Storage.ApiKeys;

namespace SkillFlaw.WebApi.SignIns;

/// <summary>Who is let in, and what the others hear (semantics section 1.7).</summary>
[Collection(nameof(SharedServer))]
public sealed class CredentialTests(WebServer server)
{
    private const string WhoAmI = "/api/v1/users/whoami";

    [Fact]
    public async Task Request_WithoutCredentials_IsForbidden()
    {
        using var answer = await server.Nobody.GetAsync(WhoAmI);

        Assert.Equal(403, (int)answer.StatusCode);
        Assert.Equal("""{"detail":"An API key must be passed as query or header"}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.ToString());
        Assert.Empty(answer.Headers.WwwAuthenticate);
    }

    [Theory]
    [InlineData("sk-unknown")]
    [InlineData("not a key")]
    public async Task Request_WithUnknownKey_IsForbidden(string key) =>
        Assert.Equal("Invalid or missing API key", await server.ClientOf(key).GetAsync(WhoAmI).ReadErrorAsync(403));

    [Fact]
    public async Task Request_WithEndlessKey_IsForbidden() =>
        Assert.Equal("Invalid or missing API key", await server.ClientOf(new string('k', 5_000)).GetAsync(WhoAmI).ReadErrorAsync(403));

    [Fact]
    public async Task Request_WithKeyThatHasExpired_IsForbidden()
    {
        var user = await server.NewUserAsync();
        await ChangeKeyAsync(user, key => key.ExpiresAt = DateTimeOffset.UtcNow.AddSeconds(-1));

        Assert.Equal("Invalid or missing API key", await user.Client.GetAsync(WhoAmI).ReadErrorAsync(403));
    }

    [Fact]
    public async Task Request_WithKeyThatIsOff_IsForbidden()
    {
        var user = await server.NewUserAsync();
        await ChangeKeyAsync(user, key => key.IsActive = false);

        Assert.Equal("Invalid or missing API key", await user.Client.GetAsync(WhoAmI).ReadErrorAsync(403));
    }

    [Fact]
    public async Task Request_WithKeyOfInactiveUser_IsRefused()
    {
        var user = await server.NewUserAsync();
        await server.ChangeAsync(user.Id, each => each.IsActive = false);

        Assert.Equal("Inactive user", await ReadBearerErrorAsync(user.Client));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("a.b.c")]
    public async Task Request_WithTokenThatIsNone_IsRefused(string token) =>
        Assert.Equal("Could not validate credentials", await ReadBearerErrorAsync(server.NewClient().With("Authorization", $"Bearer {token}")));

    [Fact]
    public async Task Request_WithKeyAsToken_IsRefused() =>
        Assert.Equal("Could not validate credentials", await ReadBearerErrorAsync(server.BearerOf(server.AdminKey)));

    [Fact]
    public async Task Request_WithTokenOfAnotherKey_IsRefused()
    {
        var user = await server.NewUserAsync();
        var forged = Sign(await ClaimsAsync(user), new SymmetricSecurityKey(new byte[32]));

        Assert.Equal("Could not validate credentials", await ReadBearerErrorAsync(server.BearerOf(forged)));
    }

    [Fact]
    public async Task Request_WithTokenWithoutSignature_IsRefused()
    {
        var user = await server.NewUserAsync();
        var unsigned = Sign(await ClaimsAsync(user), null);

        Assert.Equal("Could not validate credentials", await ReadBearerErrorAsync(server.BearerOf(unsigned)));
    }

    [Fact]
    public async Task Request_WithExpiredToken_IsRefused()
    {
        var user = await server.NewUserAsync();
        var expired = Tokens.Create(Caller.Of((await server.FindUserAsync(user.Id))!), "access", TimeSpan.FromSeconds(-1));

        Assert.Equal("Token has expired.", await ReadBearerErrorAsync(server.BearerOf(expired)));
    }

    [Fact]
    public async Task Request_WithRefreshToken_IsRefused()
    {
        var user = await server.NewUserAsync();
        var refresh = Tokens.Create(Caller.Of((await server.FindUserAsync(user.Id))!), "refresh");

        Assert.Equal("Token is invalid.", await ReadBearerErrorAsync(server.BearerOf(refresh)));
    }

    [Theory]
    [InlineData("sub")]
    [InlineData("type")]
    [InlineData("stamp")]
    public async Task Request_WithTokenThatLacksAClaim_IsRefused(string claim)
    {
        var user = await server.NewUserAsync();
        var claims = await ClaimsAsync(user);
        await server.BearerOf(Sign(claims, OwnKey)).GetAsync(WhoAmI).ReadAsync(200);

        claims.Remove(claim);

        Assert.Equal("Invalid token details.", await ReadBearerErrorAsync(server.BearerOf(Sign(claims, OwnKey))));
    }

    [Fact]
    public async Task Request_WithTokenOfNobodyOrOfAnInactiveUser_IsRefused()
    {
        var user = await server.NewUserAsync();
        var nobody = await ClaimsAsync(user);
        nobody["sub"] = $"{int.MaxValue}";
        var inactive = await ClaimsAsync(user);
        await server.ChangeAsync(user.Id, each => each.IsActive = false);

        Assert.Equal("User not found or is inactive.", await ReadBearerErrorAsync(server.BearerOf(Sign(nobody, OwnKey))));
        Assert.Equal("User not found or is inactive.", await ReadBearerErrorAsync(server.BearerOf(Sign(inactive, OwnKey))));
    }

    [Fact]
    public async Task Request_OfPlainUserForSuperusers_IsForbidden()
    {
        var user = await server.NewUserAsync();

        Assert.Equal("The user doesn't have enough privileges", await user.Client.GetAsync("/api/v1/users/").ReadErrorAsync(403));
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("bearer")]
    public async Task Request_WithTokenKeyAndCookie_IsOfTheToken(string scheme)
    {
        var (one, two, three) = (await server.NewUserAsync(), await server.NewUserAsync(), await server.NewUserAsync());
        var client = server.ClientOf(two.ApiKey)
            .With("Authorization", $"{scheme} {await TokenAsync(one)}").With("Cookie", $"access_token_lf={await TokenAsync(three)}");

        Assert.Equal(one.Id, await WhoAsync(client, WhoAmI));
    }

    [Fact]
    public async Task Request_WithBadTokenAndGoodKey_IsRefused()
    {
        var user = await server.NewUserAsync();

        await server.ClientOf(user.ApiKey).With("Authorization", "Bearer nonsense").GetAsync(WhoAmI).ReadAsync(401);
    }

    [Fact]
    public async Task Request_WithKeyAndCookie_IsOfTheKey()
    {
        var (one, two) = (await server.NewUserAsync(), await server.NewUserAsync());

        Assert.Equal(one.Id, await WhoAsync(server.ClientOf(one.ApiKey).With("Cookie", $"access_token_lf={await TokenAsync(two)}"), WhoAmI));
    }

    [Fact]
    public async Task Request_WithTwoKeys_IsOfTheOneInTheQuery()
    {
        var (one, two) = (await server.NewUserAsync(), await server.NewUserAsync());

        Assert.Equal(one.Id, await WhoAsync(two.Client, $"{WhoAmI}?x-api-key={one.ApiKey}"));
        Assert.Equal(one.Id, await WhoAsync(server.Nobody, $"{WhoAmI}?x-api-key={one.ApiKey}"));
    }

    [Fact]
    public async Task Request_WithEmptyKeyInTheQuery_IsOfTheHeader()
    {
        var user = await server.NewUserAsync();

        Assert.Equal(user.Id, await WhoAsync(user.Client, $"{WhoAmI}?x-api-key="));
    }

    [Fact]
    public async Task Request_WithCookie_IsOfTheCookie()
    {
        var user = await server.NewUserAsync();

        Assert.Equal(user.Id, await WhoAsync(server.NewClient().With("Cookie", $"access_token_lf={await TokenAsync(user)}"), WhoAmI));
    }

    [Theory]
    [InlineData("Origin", "https://attacker.example")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Request_WithCookieFromAnotherSite_IsForbidden(string header, string value)
    {
        var user = await server.NewUserAsync();
        var client = server.NewClient().With("Cookie", $"access_token_lf={await TokenAsync(user)}").With(header, value);

        Assert.Equal("Requests from other sites are not allowed.", await client.GetAsync(WhoAmI).ReadErrorAsync(403));
    }

    [Fact]
    public async Task Request_WithCookieFromOwnPage_IsAllowed()
    {
        var user = await server.NewUserAsync();
        var client = server.NewClient().With("Cookie", $"access_token_lf={await TokenAsync(user)}");

        Assert.Equal(user.Id, await WhoAsync(client.With("Origin", server.Address.ToString().TrimEnd('/')), WhoAmI));
    }

    [Fact]
    public async Task Request_WithCookieThatFollowsALink_IsAllowed()
    {
        var user = await server.NewUserAsync();
        var client = server.NewClient().With("Cookie", $"access_token_lf={await TokenAsync(user)}");

        Assert.Equal(user.Id, await WhoAsync(client.With("Sec-Fetch-Site", "cross-site").With("Sec-Fetch-Mode", "navigate"), WhoAmI));
    }

    [Fact]
    public async Task Request_WithKeyFromAnotherSite_IsAllowedWithoutPermissionToReadTheAnswer()
    {
        var user = await server.NewUserAsync();

        using var answer = await user.Client.With("Origin", "https://attacker.example").GetAsync(WhoAmI);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    private Tokens Tokens => server.Services.GetRequiredService<Tokens>();

    // How tokens are signed is a promise too: with another key everybody would be logged out by an update.
    private SymmetricSecurityKey OwnKey => new(HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        Encoding.UTF8.GetBytes(server.Services.GetRequiredService<IOptions<StorageOptions>>().Value.SecretKey!),
        32,
        [],
        "skillflaw.tokens.1"u8.ToArray()));

    private async Task<string> TokenAsync(TestUser user) => Tokens.Create(Caller.Of((await server.FindUserAsync(user.Id))!), "access");

    private async Task<Dictionary<string, object>> ClaimsAsync(TestUser user) => new()
    {
        ["sub"] = $"{user.Id}",
        ["type"] = "access",
        ["stamp"] = (await server.FindUserAsync(user.Id))!.TokenStamp.ToString("N"),
    };

    private static string Sign(Dictionary<string, object> claims, SecurityKey? key) => new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
        new SecurityTokenDescriptor
        {
            Claims = claims,
            Expires = DateTime.UtcNow.AddHours(1),
            SigningCredentials = key is null ? null : new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
        });

    private static async Task<string?> ReadBearerErrorAsync(HttpClient client)
    {
        var sending = client.GetAsync(WhoAmI);
        Assert.Equal("Bearer", (await sending).Headers.WwwAuthenticate.ToString());
        return await sending.ReadErrorAsync(401);
    }

    private static async Task<int> WhoAsync(HttpClient client, string path) => (await client.GetAsync(path).ReadAsync(200)).GetProperty("id").GetInt32();

    private async Task ChangeKeyAsync(TestUser user, Action<ApiKey> change)
    {
        await using var database = await server.DatabaseAsync();
        change(await database.ApiKeys.SingleAsync(key => key.UserId == user.Id));
        await database.SaveChangesAsync();
    }
}
