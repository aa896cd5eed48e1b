using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SkillFlaw.WebApi.Webhooks;

/// <summary>How senders sign what they send to a flow, opened and ready to be compared.</summary>
/// <param name="Secret">The secret; null where it cannot be opened, and then no signature is right.</param>
/// <param name="SignatureHeader">The header with the signature.</param>
/// <param name="TimestampHeader">The header with the time of sending.</param>
/// <param name="ToleranceSeconds">How far that time may be away.</param>
internal sealed record SignedWebhook(byte[]? Secret, string SignatureHeader, string TimestampHeader, int ToleranceSeconds)
{
    /// <summary>How many seconds the time of sending may be away at most.</summary>
    public const int LongestTolerance = 3_600;

    private const string Prefix = "sha256=";

    // So many digits has no time in seconds for a long while.
    private const int LongestTimestamp = 12;

    /// <summary>What a request says of itself; null where that is missing, in no such form, or out of time. The body is not needed for that.</summary>
    public Claim? Read(HttpRequest request, DateTimeOffset now)
    {
        if (Secret is null
            || request.Headers[TimestampHeader] is not [{ Length: <= LongestTimestamp } timestamp]
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sentAt)
            || Math.Abs(now.ToUnixTimeSeconds() - sentAt) > ToleranceSeconds
            || request.Headers[SignatureHeader] is not [{ } text])
        {
            return null;
        }

        var hex = text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? text.AsSpan(Prefix.Length) : text;
        var signature = new byte[HMACSHA256.HashSizeInBytes];
        return hex.Length == 2 * signature.Length && Convert.FromHexString(hex, signature, out _, out _) is System.Buffers.OperationStatus.Done
            ? new Claim(timestamp, sentAt, signature)
            : null;
    }

    /// <summary>Whether it was signed with the secret. Takes as long for a wrong signature as for a right one.</summary>
    public bool IsRight(Claim claim, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Secret!);
        hmac.AppendData(Encoding.ASCII.GetBytes(claim.Timestamp));
        hmac.AppendData("."u8);
        hmac.AppendData(body);
        Span<byte> right = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hmac.GetCurrentHash(right);
        return CryptographicOperations.FixedTimeEquals(right, claim.Signature);
    }

    /// <summary>What a request says of itself.</summary>
    /// <param name="Timestamp">The time of sending as it stands in the header, which is how it was signed.</param>
    /// <param name="SentAt">The same in seconds since 1970.</param>
    /// <param name="Signature">The signature.</param>
    internal sealed record Claim(string Timestamp, long SentAt, byte[] Signature);
}
