using SkillFlaw.Storage.Users;
using SkillFlaw.WebApi.Http;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Users;

/// <summary>What a change of a user means for the user's rights. Made before the change.</summary>
internal sealed class UserChange(User user)
{
    private readonly bool _wasActive = user.IsActive;
    private readonly bool _wasSuperuser = user.IsSuperuser;
    private readonly string _oldHash = user.PasswordHash;

    private bool HasNewPassword => user.PasswordHash != _oldHash;

    /// <summary>Why the caller may not change this; null where it is allowed. Who may change the user at all is decided before.</summary>
    public static ApiError? Refuse(UserChangesBody body, User user, Caller caller)
    {
        if (!caller.IsSuperuser)
        {
            // A client that sends back what it has read changes nothing with it.
            return (body.IsSuperuser ?? user.IsSuperuser) != user.IsSuperuser
                || (body.IsActive ?? user.IsActive) != user.IsActive
                || (body.ResetPasswd ?? user.ResetPassword) != user.ResetPassword
                || body.IsLocked is true ? ApiError.Forbidden("Permission denied")
                : !string.IsNullOrEmpty(body.Password) ? ApiError.BadRequest("You can't change your password here")
                : null;
        }

        // With these two there is always somebody left who may manage the server.
        return body.IsLocked is true ? ApiError.BadRequest("Users can't be locked on this server; set is_active to false instead")
            : user.Id != caller.UserId ? null
            : body.IsActive is false ? ApiError.BadRequest("You can't deactivate your own user account")
            : body.IsSuperuser is false ? ApiError.BadRequest("You can't take away your own superuser rights")
            : null;
    }

    /// <summary>After the change: a token from before must not outlive a new password or a deactivation.</summary>
    public void RevokeTokens()
    {
        if (HasNewPassword || (_wasActive && !user.IsActive))
        {
            user.RevokeTokens();
        }
    }

    /// <summary>After the change was saved.</summary>
    public void Tell(UserLog log, Caller caller)
    {
        if (_wasActive != user.IsActive)
        {
            (user.IsActive ? (Action<int, int>)log.Activated : log.Deactivated)(user.Id, caller.UserId);
        }

        if (_wasSuperuser != user.IsSuperuser)
        {
            (user.IsSuperuser ? (Action<int, int>)log.Promoted : log.Demoted)(user.Id, caller.UserId);
        }

        if (HasNewPassword)
        {
            log.PasswordChanged(user.Id, caller.UserId);
        }
    }
}
