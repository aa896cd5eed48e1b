using System.Text.Json;
using System.Text.Json.Serialization;
using SkillFlaw.Storage.Users;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Users;

/// <summary>A user as the API shows one.</summary>
internal sealed record UserAnswer
{
    public required int Id { get; init; }

    public required string Username { get; init; }

    public string? Nickname { get; init; }

    public string Mobile { get; init; } = "";

    public string Email { get; init; } = "";

    public string? ProfileImage { get; init; }

    // The store that the key was for is gone.
    public string? StoreApiKey { get; init; }

    public required bool ResetPasswd { get; init; }

    public required bool IsActive { get; init; }

    public required bool IsSuperuser { get; init; }

    // Who is kept out is inactive here.
    public bool IsLocked { get; init; }

    public bool IsSso { get; init; }

    [JsonConverter(typeof(NaiveTime))]
    public required DateTimeOffset CreateAt { get; init; }

    [JsonConverter(typeof(NaiveTime))]
    public required DateTimeOffset UpdatedAt { get; init; }

    [JsonConverter(typeof(NaiveTime))]
    public DateTimeOffset? LastLoginAt { get; init; }

    public required JsonElement Optins { get; init; }

    public static UserAnswer Of(User user) => new()
    {
        Id = user.Id,
        Username = user.Username,
        Nickname = user.Nickname,
        Mobile = user.Mobile ?? "",
        Email = user.Email ?? "",
        ProfileImage = user.ProfileImage,
        ResetPasswd = user.ResetPassword,
        IsActive = user.IsActive,
        IsSuperuser = user.IsSuperuser,
        CreateAt = user.CreatedAt,
        UpdatedAt = user.UpdatedAt,
        LastLoginAt = user.LastLoginAt,
        Optins = JsonElement.Parse(user.Optins),
    };
}

/// <summary>A page of users, and how many there are in all.</summary>
internal sealed record UserListAnswer(int TotalCount, IReadOnlyList<UserAnswer> Users);

/// <summary>What deleting a user gives.</summary>
internal sealed record UserDeleted(string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(UserAnswer))]
[JsonSerializable(typeof(UserListAnswer))]
[JsonSerializable(typeof(UserDeleted))]
internal sealed partial class UserJson : JsonSerializerContext;
