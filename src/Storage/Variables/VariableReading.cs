using System.Collections.Frozen;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Variables;

/// <summary>The variables of users for their runs, which ask for some each time. Values stay sealed here.</summary>
public sealed class VariableReading(IDbContextFactory<SkillFlawDb> databases, IOptions<StorageOptions> storage, TimeProvider clock)
{
    private const int MostUsers = 1_000;

    private readonly ShortCache<(Guid TenantId, int UserId), FrozenDictionary<string, Variable>> _ofUsers = new(clock, storage.Value.ReadingsLast, MostUsers);

    /// <summary>A variable of a user; null where there is none of that name. Not to be changed.</summary>
    public async ValueTask<Variable?> FindAsync(Guid tenantId, int userId, string name, CancellationToken cancellationToken)
    {
        var variables = await _ofUsers.GetAsync((tenantId, userId), LoadAsync, cancellationToken);
        return variables!.GetValueOrDefault(name);
    }

    /// <summary>Must be called after a change of a user's variables.</summary>
    public void Forget(int userId) => _ofUsers.Forget((key, _) => key.UserId == userId);

    private async Task<FrozenDictionary<string, Variable>?> LoadAsync((Guid TenantId, int UserId) user)
    {
        await using var database = await databases.CreateDbContextAsync();
        var variables = await database.Variables.AsNoTracking().OfTenant(user.TenantId).Where(each => each.UserId == user.UserId).ToListAsync();
        return variables.ToFrozenDictionary(variable => variable.Name);
    }
}
