using System.Text.Json;
using SkillFlaw.Storage.Users;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Users;

/// <summary>The user whom a superuser makes.</summary>
internal sealed record NewUserBody(string Username, string? Nickname, string Password, JsonElement? Optins)
{
    public static NewUserBody Read(JsonFields fields)
    {
        var body = new NewUserBody(
            fields.RequiredText("username", 1, UserFields.LongestName),
            fields.Text("nickname", 0, UserFields.LongestName),
            fields.RequiredText("password", 1, UserFields.LongestPassword),
            UserFields.Optins(fields));
        UserFields.CheckUsername(fields, body.Username);
        fields.Check();
        return body;
    }
}

/// <summary>What changes of a user. What is absent or null stays; what the server itself keeps (times, ids) is not here.</summary>
internal sealed record UserChangesBody
{
    public string? Username { get; init; }

    public string? Nickname { get; init; }

    public string? Mobile { get; init; }

    public string? Email { get; init; }

    public string? ProfileImage { get; init; }

    public string? Password { get; init; }

    public bool? ResetPasswd { get; init; }

    public bool? IsActive { get; init; }

    public bool? IsSuperuser { get; init; }

    public bool? IsLocked { get; init; }

    public JsonElement? Optins { get; init; }

    public static UserChangesBody Read(JsonFields fields)
    {
        var body = new UserChangesBody
        {
            Username = fields.Text("username", 1, UserFields.LongestName),
            Nickname = fields.Text("nickname", 0, UserFields.LongestName),
            Mobile = fields.Text("mobile", 0, UserFields.LongestName),
            Email = fields.Text("email", 0, UserFields.LongestAddress),
            ProfileImage = fields.Text("profile_image", 0, UserFields.LongestAddress),
            Password = fields.Text("password", 0, UserFields.LongestPassword),
            ResetPasswd = fields.Flag("reset_passwd"),
            IsActive = fields.Flag("is_active"),
            IsSuperuser = fields.Flag("is_superuser"),
            IsLocked = fields.Flag("is_locked"),
            Optins = UserFields.Optins(fields),
        };
        UserFields.CheckUsername(fields, body.Username);
        fields.Check();
        return body;
    }

    /// <summary>Writes it to a user, all but the password.</summary>
    public void ApplyTo(User user)
    {
        user.Username = Username ?? user.Username;
        user.Nickname = Nickname ?? user.Nickname;
        user.Mobile = Mobile ?? user.Mobile;
        user.Email = Email ?? user.Email;
        user.ProfileImage = ProfileImage ?? user.ProfileImage;
        user.ResetPassword = ResetPasswd ?? user.ResetPassword;
        user.IsActive = IsActive ?? user.IsActive;
        user.IsSuperuser = IsSuperuser ?? user.IsSuperuser;
        user.Optins = Optins?.GetRawText() ?? user.Optins;
    }
}

/// <summary>A user's own new password.</summary>
internal sealed record NewPasswordBody(string Password)
{
    public static NewPasswordBody Read(JsonFields fields)
    {
        var body = new NewPasswordBody(fields.RequiredText("password", 1, UserFields.LongestPassword));
        fields.Check();
        return body;
    }
}

/// <summary>What fields of users have in common.</summary>
file static class UserFields
{
    public const int LongestName = 128;
    public const int LongestAddress = 512;
    public const int LongestPassword = 512;

    private const int LongestOptins = 4_000;

    // Two names that look the same would be two users.
    public static void CheckUsername(JsonFields fields, string? username)
    {
        if (username is not null && (username != username.Trim() || username.Any(char.IsControl)))
        {
            fields.Fail("username", "value_error", "Value error, A username has no spaces around it and no control characters");
        }
    }

    // They stand in every list of users: one that could not be written again would take the list from everybody.
    public static JsonElement? Optins(JsonFields fields)
    {
        var optins = fields.Object("optins");
        if (optins?.GetRawText().Length > LongestOptins)
        {
            fields.Fail("optins", "too_long", $"Dictionary should have at most {LongestOptins} characters");
        }
        else if (optins?.EnumerateObject().Any(optin => !IsPlain(optin.Value)) is true)
        {
            fields.Fail("optins", "value_error", "Value error, An optin is a flag, a number or null");
        }

        return optins;
    }

    private static bool IsPlain(JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number or JsonValueKind.Null;
}
