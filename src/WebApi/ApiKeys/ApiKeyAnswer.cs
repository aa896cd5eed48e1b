using System.Text.Json.Serialization;
using SkillFlaw.Storage.ApiKeys;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.ApiKeys;

/// <summary>An API key as the API shows one: the key itself when it is made, and later only as much of it as tells keys apart.</summary>
internal sealed record ApiKeyAnswer
{
    public string? Name { get; init; }

    [JsonConverter(typeof(NaiveTime))]
    public DateTimeOffset? LastUsedAt { get; init; }

    public required long TotalUses { get; init; }

    public required bool IsActive { get; init; }

    public required Guid Id { get; init; }

    public required string ApiKey { get; init; }

    public required int UserId { get; init; }

    [JsonConverter(typeof(NaiveTime))]
    public required DateTimeOffset CreatedAt { get; init; }

    public static ApiKeyAnswer Masked(ApiKey key) => Of(key, key.Prefix.PadRight(NewApiKey.Length, '*'));

    public static ApiKeyAnswer Of(ApiKey key, string shown) => new()
    {
        Name = key.Name.Length == 0 ? null : key.Name,
        LastUsedAt = key.LastUsedAt,
        TotalUses = key.TotalUses,
        IsActive = key.IsActive,
        Id = key.Id,
        ApiKey = shown,
        UserId = key.UserId,
        CreatedAt = key.CreatedAt,
    };
}

/// <summary>All keys of a user, in the order in which they were made.</summary>
internal sealed record ApiKeyListAnswer(int TotalCount, int UserId, IReadOnlyList<ApiKeyAnswer> ApiKeys);

/// <summary>What deleting a key gives.</summary>
internal sealed record ApiKeyDeleted(string Detail);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ApiKeyAnswer))]
[JsonSerializable(typeof(ApiKeyListAnswer))]
[JsonSerializable(typeof(ApiKeyDeleted))]
internal sealed partial class ApiKeyJson : JsonSerializerContext;
