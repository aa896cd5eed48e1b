using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SkillFlaw.Storage;
using SkillFlaw.Storage.ApiKeys;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.SignIns;

/// <summary>Finds the user behind an API key or a token.</summary>
internal sealed class Callers(
    IDbContextFactory<SkillFlawDb> databases, ServerSettings settings, IOptions<StorageOptions> storage, TimeProvider clock)
{
    private const int Capacity = 100_000;

    private readonly ShortCache<KeyHash, KeyHolder> _byKey = new(clock, storage.Value.ReadingsLast, Capacity);
    private readonly ShortCache<int, Caller> _byUser = new(clock, storage.Value.ReadingsLast, Capacity);

    /// <summary>The user of a key; null for an unknown, expired or switched off one.</summary>
    public async ValueTask<KeyHolder?> FindByKeyAsync(string key, CancellationToken cancellationToken)
    {
        if (settings.ApiKeyFromEnvironment)
        {
            return CryptographicOperations.FixedTimeEquals(ApiKey.HashOf(key), ApiKey.HashOf(settings.ApiKey!))
                && await FindSuperuserAsync(cancellationToken) is { } superuser
                    ? new KeyHolder(superuser, Guid.Empty, null)
                    : null;
        }

        var holder = await _byKey.GetAsync(KeyHash.Of(key), LoadAsync, cancellationToken);
        return holder is not null && (holder.ExpiresAt is null || holder.ExpiresAt > clock.GetUtcNow()) ? holder : null;
    }

    /// <summary>A user by id; null for none.</summary>
    public ValueTask<Caller?> FindByIdAsync(int userId, CancellationToken cancellationToken) =>
        _byUser.GetAsync(userId, LoadAsync, cancellationToken);

    /// <summary>The first user of this server; null where there is none.</summary>
    public async Task<Caller?> FindSuperuserAsync(CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        var user = await database.Users.AsNoTracking()
            .Where(each => each.IsSuperuser && each.IsActive).OrderBy(each => each.Id).FirstOrDefaultAsync(cancellationToken);
        return user is null ? null : Caller.Of(user);
    }

    /// <summary>Must be called after a change of a user, of a user's keys, or of tokens.</summary>
    public void Forget(int userId)
    {
        _byKey.Forget((_, holder) => holder.Caller.UserId == userId);
        _byUser.Forget((id, _) => id == userId);
    }

    private async Task<KeyHolder?> LoadAsync(KeyHash hash)
    {
        var bytes = hash.ToArray();
        await using var database = await databases.CreateDbContextAsync();
        var found = await database.ApiKeys.AsNoTracking()
            .Where(key => key.KeyHash == bytes && key.IsActive)
            .Join(database.Users, key => key.UserId, user => user.Id, (key, user) => new { Key = key, User = user })
            .SingleOrDefaultAsync();
        return found is null ? null : new KeyHolder(Caller.Of(found.User), found.Key.Id, found.Key.ExpiresAt);
    }

    private async Task<Caller?> LoadAsync(int userId)
    {
        await using var database = await databases.CreateDbContextAsync();
        var user = await database.Users.AsNoTracking().SingleOrDefaultAsync(each => each.Id == userId);
        return user is null ? null : Caller.Of(user);
    }
}

/// <summary>The user of an API key.</summary>
/// <param name="Caller">The user.</param>
/// <param name="KeyId">The key; empty for the environment's.</param>
/// <param name="ExpiresAt">When it stops working; null for never.</param>
internal sealed record KeyHolder(Caller Caller, Guid KeyId, DateTimeOffset? ExpiresAt);
