using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SkillFlaw.Storage;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.SignIns;

/// <summary>Makes and reads the tokens of those who have logged in: JWTs with <c>sub</c>, <c>type</c> and <c>exp</c> (semantics section 1.7).</summary>
internal sealed class Tokens
{
    public const string Access = "access";
    public const string Refresh = "refresh";

    private const string Stamp = "stamp";

    private static readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false, MapInboundClaims = false };

    private readonly SymmetricSecurityKey _key;
    private readonly ServerSettings _settings;
    private readonly TimeProvider _clock;

    public Tokens(IOptions<StorageOptions> storage, ServerSettings settings, TimeProvider clock)
    {
        // Not the secret itself: a token that gets out tells nothing about the key of the variables.
        var secret = storage.Value.SecretKey ?? throw new InvalidOperationException("The server has no secret key, so it can sign no token.");
        _key = new SymmetricSecurityKey(
            HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, salt: [], "skillflaw.tokens.1"u8.ToArray()));
        _settings = settings;
        _clock = clock;
    }

    /// <summary>The bearer token of a request; null where it has none.</summary>
    public static string? BearerOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        string? header = request.Headers.Authorization;
        return header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    /// <summary>Whether a text has the form of a token: three parts. No API key has.</summary>
    public static bool IsToken(string text) => text.Count(letter => letter == '.') == 2;

    public string Create(Caller caller, string type) =>
        Create(caller, type, type == Refresh ? _settings.RefreshTokenLifetime : _settings.AccessTokenLifetime);

    public string Create(Caller caller, string type, TimeSpan lifetime) => _handler.CreateToken(new SecurityTokenDescriptor
    {
        Claims = new Dictionary<string, object>
        {
            ["sub"] = caller.UserId.ToString(CultureInfo.InvariantCulture),
            ["type"] = type,
            [Stamp] = caller.TokenStamp.ToString("N"),
        },
        Expires = _clock.GetUtcNow().Add(lifetime).UtcDateTime,
        SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.HmacSha256),
    });

    /// <summary>Reads a token, and refuses it with the API's words.</summary>
    public async Task<TokenContent> ReadAsync(string token)
    {
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            IssuerSigningKey = _key,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ValidateIssuer = false,
            ValidateAudience = false,
            ClockSkew = TimeSpan.Zero,
            LifetimeValidator = (_, expires, _, _) => expires is not null && expires > _clock.GetUtcNow().UtcDateTime,
        });
        if (!result.IsValid)
        {
            return new TokenContent(result.Exception is SecurityTokenInvalidLifetimeException ? "Token has expired." : "Could not validate credentials");
        }

        var claims = result.ClaimsIdentity;
        var type = claims.FindFirst("type")?.Value;
        return type is not null
            && int.TryParse(claims.FindFirst("sub")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var userId)
            && Guid.TryParseExact(claims.FindFirst(Stamp)?.Value, "N", out var stamp)
                ? new TokenContent(null, userId, type, stamp)
                : new TokenContent("Invalid token details.");
    }
}

/// <summary>What a token says, or why it is refused.</summary>
internal readonly record struct TokenContent(string? Refusal, int UserId = 0, string Type = "", Guid Stamp = default);
