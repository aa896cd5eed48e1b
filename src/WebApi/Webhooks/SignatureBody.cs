using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Webhooks;

/// <summary>How senders are to sign what they send to a flow. What is absent has its usual value; a secret that is absent is made.</summary>
internal sealed record SignatureBody(string? Secret, string? SignatureHeader, string? TimestampHeader, int? ToleranceSeconds)
{
    public const string UsualSignatureHeader = "X-SkillFlaw-Signature";
    public const string UsualTimestampHeader = "X-SkillFlaw-Timestamp";
    public const int UsualTolerance = 300;

    private const int ShortestSecret = 16;
    private const int LongestSecret = 256;
    private const int LongestHeader = 64;

    // What a name of a header may be made of (RFC 9110, section 5.6.2).
    private static readonly SearchValues<char> _nameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // These mean something already: to this server, to a proxy before it, or to whoever sends.
    private static readonly string[] _takenNames =
    [
        "Authorization", "Cookie", "Set-Cookie", "Host", "x-api-key", "Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
        "Expect", "Date", "Via", "Forwarded", "Origin", "Referer", "User-Agent", "Range", "From", "Idempotency-Key", "tenant-id", "business-id",
        "is-self", "X-Real-IP", "X-HTTP-Method-Override", "X-Request-ID", "traceparent", "tracestate", "Last-Event-ID", "Pragma", "Cache-Control",
    ];

    private static readonly string[] _takenBeginnings =
        ["Content-", "Accept", "Proxy-", "Sec-", "If-", "Access-Control-", "X-Forwarded-", "X-SKILLFLAW-GLOBAL-VAR-", "X-LANGFLOW-GLOBAL-VAR-"];

    public static SignatureBody Read(JsonFields fields)
    {
        var body = new SignatureBody(
            fields.Text("secret", ShortestSecret, LongestSecret),
            Header(fields, "signature_header"),
            Header(fields, "timestamp_header"),
            fields.Integer("tolerance_seconds"));
        if (body.ToleranceSeconds < 1)
        {
            fields.Fail("tolerance_seconds", "greater_than_equal", "Input should be greater than or equal to 1", ("ge", 1L));
        }
        else if (body.ToleranceSeconds > SignedWebhook.LongestTolerance)
        {
            fields.Fail(
                "tolerance_seconds",
                "less_than_equal",
                $"Input should be less than or equal to {SignedWebhook.LongestTolerance}",
                ("le", (long)SignedWebhook.LongestTolerance));
        }

        if (string.Equals(
            body.SignatureHeader ?? UsualSignatureHeader, body.TimestampHeader ?? UsualTimestampHeader, StringComparison.OrdinalIgnoreCase))
        {
            fields.Fail("timestamp_header", "value_error", "Value error, the signature and the time need a header each");
        }

        fields.Check();
        return body;
    }

    /// <summary>A secret that nobody can guess.</summary>
    public static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    private static string? Header(JsonFields fields, string field)
    {
        var name = fields.Text(field, 1, LongestHeader);
        if (string.IsNullOrEmpty(name))
        {
            return name;
        }

        if (name.AsSpan().ContainsAnyExcept(_nameCharacters))
        {
            fields.Fail(field, "value_error", "Value error, this is no name of a header");
        }
        else if (_takenNames.Contains(name, StringComparer.OrdinalIgnoreCase)
            || _takenBeginnings.Any(beginning => name.StartsWith(beginning, StringComparison.OrdinalIgnoreCase)))
        {
            fields.Fail(field, "value_error", "Value error, a header of this name means something else");
        }

        return name;
    }
}
