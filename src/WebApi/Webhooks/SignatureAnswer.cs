using System.Text.Json.Serialization;
using SkillFlaw.Storage.Webhooks;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Webhooks;

/// <summary>How senders sign what they send to a flow.</summary>
internal sealed record SignatureAnswer
{
    /// <summary>The flow.</summary>
    public required Guid FlowId { get; init; }

    /// <summary>The header with the signature.</summary>
    public required string SignatureHeader { get; init; }

    /// <summary>The header with the time of sending, in seconds since 1970.</summary>
    public required string TimestampHeader { get; init; }

    /// <summary>How many seconds the time of sending may be away.</summary>
    public required int ToleranceSeconds { get; init; }

    /// <summary>When it was made.</summary>
    [JsonConverter(typeof(OffsetTime))]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The secret, where the server has just made it; it is never shown again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }

    public static SignatureAnswer Of(WebhookSignature signature, string? secret) => new()
    {
        FlowId = signature.FlowId,
        SignatureHeader = signature.SignatureHeader,
        TimestampHeader = signature.TimestampHeader,
        ToleranceSeconds = signature.ToleranceSeconds,
        CreatedAt = signature.CreatedAt,
        Secret = secret,
    };
}
