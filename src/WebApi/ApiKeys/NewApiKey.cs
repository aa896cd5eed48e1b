using System.Buffers.Text;
using System.Security.Cryptography;
using SkillFlaw.Storage.ApiKeys;

namespace SkillFlaw.WebApi.ApiKeys;

/// <summary>Makes API keys: <c>sk-</c> and 32 random bytes (semantics section 1.8).</summary>
internal static class NewApiKey
{
    /// <summary>How long a key is; lists show as many characters.</summary>
    public const int Length = 46;

    /// <summary>A key to store, and what to show once.</summary>
    public static (ApiKey Key, string Value) Make(int userId, Guid tenantId, string name, DateTimeOffset now)
    {
        var value = "sk-" + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var key = new ApiKey
        {
            Id = Guid.NewGuid(),
            UserId = userId,
            TenantId = tenantId,
            Name = name,
            KeyHash = ApiKey.HashOf(value),
            Prefix = ApiKey.PrefixOf(value),
            CreatedAt = now,
        };
        return (key, value);
    }
}
