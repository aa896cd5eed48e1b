using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Builds;

/// <summary>Somebody who builds public flows without logging in: known by a cookie that the browser has made up.</summary>
/// <param name="ClientId">The cookie.</param>
internal sealed record Visitor(string ClientId) : IBindableFromHttpContext<Visitor>
{
    private const string Cookie = "client_id";
    private const int LongestCookie = 1_000;

    // The name space of domain names, RFC 9562.
    private static readonly Guid _names = new("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    /// <summary>What is kept of the cookie.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ClientId)));

    public static ValueTask<Visitor?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        context.Request.Cookies.TryGetValue(Cookie, out var cookie) && cookie.Length is > 0 and <= LongestCookie
            ? ValueTask.FromResult<Visitor?>(new Visitor(cookie))
            : throw new ApiException(StatusCodes.Status400BadRequest, "No client_id cookie found");

    /// <summary>The conversation of a visitor who names none: the one that clients make of the same two names.</summary>
    public string SessionOf(Guid flowId)
    {
        byte[] name = [.. _names.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes($"{ClientId}_{flowId}")];

        // Version 5 is made with SHA-1; nothing is kept secret by it.
#pragma warning disable CA5350
        var hash = SHA1.HashData(name);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true).ToString();
    }
}
