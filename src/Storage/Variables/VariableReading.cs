using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Variables;

/// <summary>
/// The variables of users for their runs, which ask for some each time. Values stay sealed here. One that is long is read each time: nobody fills the
/// memory with theirs.
/// </summary>
public sealed class VariableReading(IDbContextFactory<SkillFlawDb> databases, IOptions<StorageOptions> storage, TimeProvider clock)
{
    // Of both a key and a value, and far more than keys of providers have: 80 MB at most in all.
    private const int Longest = 4_096;
    private const int Capacity = 10_000;

    private readonly ShortCache<Name, Found> _found = new(clock, storage.Value.ReadingsLast, Capacity);

    /// <summary>A variable of a user; null where there is none of that name. Not to be changed.</summary>
    public async ValueTask<Variable?> FindAsync(Guid tenantId, int userId, string name, CancellationToken cancellationToken)
    {
        var key = new Name(tenantId, userId, name);
        var found = name.Length > Longest ? Found.Long : await _found.GetAsync(key, LoadAsync, cancellationToken);
        return found!.IsLong ? await ReadAsync(key, cancellationToken) : found.Variable;
    }

    /// <summary>Must be called after a change of a user's variables.</summary>
    public void Forget(int userId) => _found.Forget((key, _) => key.UserId == userId);

    private async Task<Found?> LoadAsync(Name name)
    {
        var variable = await ReadAsync(name, CancellationToken.None);
        return variable?.Value.Length + variable?.DefaultFields.Length > Longest ? Found.Long : new Found(variable, IsLong: false);
    }

    private async Task<Variable?> ReadAsync(Name name, CancellationToken cancellationToken)
    {
        await using var database = await databases.CreateDbContextAsync(cancellationToken);
        return await database.Variables.AsNoTracking().OfTenant(name.TenantId)
            .SingleOrDefaultAsync(each => each.UserId == name.UserId && each.Name == name.Text, cancellationToken);
    }

    private readonly record struct Name(Guid TenantId, int UserId, string Text);

    // What is not there is kept as well: most providers' keys are the server's own, and asked for by the name of a variable first.
    private sealed record Found(Variable? Variable, bool IsLong)
    {
        public static readonly Found Long = new(null, IsLong: true);
    }
}
