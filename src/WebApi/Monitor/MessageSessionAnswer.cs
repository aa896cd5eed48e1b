using System.Globalization;
using System.Text.Json.Serialization;
using SkillFlaw.Storage.Sessions;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>A session as the monitor shows one (semantics section 5.3).</summary>
internal sealed record MessageSessionAnswer
{
    /// <summary>A number that stays; that of the session's first message where nobody has named the session.</summary>
    public required long Id { get; init; }

    public required Guid FlowId { get; init; }

    public required string UserId { get; init; }

    public required string UserName { get; init; }

    public required string SessionId { get; init; }

    public required string SessionName { get; init; }

    public bool IsActive { get; init; } = true;

    [JsonConverter(typeof(ZuluTime))]
    public required DateTimeOffset CreateAt { get; init; }

    [JsonConverter(typeof(ZuluTime))]
    public required DateTimeOffset UpdatedAt { get; init; }

    public static MessageSessionAnswer Of(ChatSession session, Caller caller) => new()
    {
        Id = session.Id,
        FlowId = session.FlowId,
        UserId = caller.UserId.ToString(CultureInfo.InvariantCulture),
        UserName = caller.Username,
        SessionId = session.SessionId,
        SessionName = session.Name,
        CreateAt = session.CreatedAt,
        UpdatedAt = session.UpdatedAt,
    };

    /// <summary>The name of a session that nobody has named.</summary>
    public static string UsualName(DateTimeOffset begun) => begun.UtcDateTime.ToString("'Session' MMM dd, HH:mm", CultureInfo.InvariantCulture);
}
