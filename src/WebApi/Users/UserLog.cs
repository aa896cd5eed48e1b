namespace SkillFlaw.WebApi.Users;

/// <summary>Tells the operator what happens to users, by ids only.</summary>
internal sealed partial class UserLog(ILogger<UserLog> logger)
{
    [LoggerMessage(LogLevel.Information, "User {UserId} was made by user {CallerId}")]
    public partial void Made(int userId, int callerId);

    [LoggerMessage(LogLevel.Information, "User {UserId} was made a superuser by user {CallerId}")]
    public partial void Promoted(int userId, int callerId);

    [LoggerMessage(LogLevel.Information, "User {UserId} is no superuser any more; done by user {CallerId}")]
    public partial void Demoted(int userId, int callerId);

    [LoggerMessage(LogLevel.Information, "User {UserId} was activated by user {CallerId}")]
    public partial void Activated(int userId, int callerId);

    [LoggerMessage(LogLevel.Information, "User {UserId} was deactivated by user {CallerId}")]
    public partial void Deactivated(int userId, int callerId);

    [LoggerMessage(LogLevel.Information, "The password of user {UserId} was changed by user {CallerId}")]
    public partial void PasswordChanged(int userId, int callerId);

    [LoggerMessage(LogLevel.Information, "User {UserId} was deleted by user {CallerId}")]
    public partial void Deleted(int userId, int callerId);
}
