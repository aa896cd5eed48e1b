namespace SkillFlaw.WebApi.ApiKeys;

/// <summary>Tells the operator of keys that come and go, by ids only.</summary>
internal sealed partial class ApiKeyLog(ILogger<ApiKeyLog> logger)
{
    [LoggerMessage(LogLevel.Information, "API key {KeyId} of user {UserId} was made")]
    public partial void Made(Guid keyId, int userId);

    [LoggerMessage(LogLevel.Information, "API key {KeyId} of user {UserId} was deleted")]
    public partial void Deleted(Guid keyId, int userId);
}
