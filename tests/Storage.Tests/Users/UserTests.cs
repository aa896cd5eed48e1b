using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.ApiKeys;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Projects;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Variables;

namespace SkillFlaw.Storage.Users;

public abstract class UserTests(TestDatabase database)
{
    [DatabaseFact]
    public async Task User_Stored_ComesBackAndIsFoundWhateverTheCase()
    {
        var added = await database.AddUserAsync("Jörg.Müller");

        await using var context = database.CreateContext();
        var found = await context.Users.SingleAsync(user => user.UsernameKey == User.KeyOf("jÖRG.mÜLLER"));

        Assert.Equal(added.Id, found.Id);
        Assert.Equal("Jörg.Müller", found.Username);
        Assert.Equal(added.TokenStamp, found.TokenStamp);
        Assert.Equal(TestDatabase.Now, found.CreatedAt);
    }

    [DatabaseFact]
    public async Task Username_OfAnotherCase_IsTaken()
    {
        await database.AddUserAsync("Ann");

        await Assert.ThrowsAsync<DbUpdateException>(() => database.AddUserAsync("aNN"));
    }

    [DatabaseFact]
    public async Task RevokeTokens_Saved_ChangesTheStamp()
    {
        var added = await database.AddUserAsync();
        await using (var context = database.CreateContext())
        {
            var user = await context.Users.SingleAsync(user => user.Id == added.Id);
            user.RevokeTokens();
            user.Username = "renamed" + user.Id;
            await context.SaveChangesAsync();
        }

        await using var reader = database.CreateContext();
        var found = await reader.Users.SingleAsync(user => user.Id == added.Id);
        Assert.NotEqual(added.TokenStamp, found.TokenStamp);
        Assert.Equal(User.KeyOf(found.Username), found.UsernameKey);
    }

    [DatabaseFact]
    public async Task ApiKey_IsFoundByItsHashAndUnique()
    {
        var user = await database.AddUserAsync();
        var secret = $"sk-{Guid.NewGuid():N}";
        await AddAsync(Key(user, secret));

        await using var context = database.CreateContext();
        var hash = ApiKey.HashOf(secret);
        var found = await context.ApiKeys.OfTenant(user.TenantId).SingleAsync(key => key.KeyHash == hash);

        Assert.Equal(secret[..8], found.Prefix);
        await Assert.ThrowsAsync<DbUpdateException>(() => AddAsync(Key(user, secret)));
    }

    [DatabaseFact]
    public async Task NamesOfProjectsAndVariables_AreUniquePerUser()
    {
        var user = await database.AddUserAsync();
        var other = await database.AddUserAsync(tenant: user.TenantId);
        await AddAsync(Project(user));
        await AddAsync(Variable(user));

        await AddAsync(Project(other));
        await AddAsync(Variable(other));
        await Assert.ThrowsAsync<DbUpdateException>(() => AddAsync(Project(user)));
        await Assert.ThrowsAsync<DbUpdateException>(() => AddAsync(Variable(user)));
    }

    [DatabaseFact]
    public async Task Remove_OfAUser_TakesKeysAndVariablesAlong()
    {
        var user = await database.AddUserAsync();
        await AddAsync(Key(user, $"sk-{Guid.NewGuid():N}"));
        await AddAsync(Variable(user));

        await using var context = database.CreateContext();
        await context.Users.Where(row => row.Id == user.Id).ExecuteDeleteAsync();

        Assert.Empty(await context.ApiKeys.OfTenant(user.TenantId).ToListAsync());
        Assert.Empty(await context.Variables.OfTenant(user.TenantId).ToListAsync());
    }

    [DatabaseFact]
    public async Task User_OfNoTenant_IsRefused() =>
        await Assert.ThrowsAsync<DbUpdateException>(() => database.AddUserAsync(tenant: Guid.NewGuid()));

    private static ApiKey Key(User user, string secret) => new()
    {
        Id = Guid.NewGuid(),
        UserId = user.Id,
        TenantId = user.TenantId,
        Name = "key",
        KeyHash = ApiKey.HashOf(secret),
        Prefix = ApiKey.PrefixOf(secret),
        CreatedAt = TestDatabase.Now,
    };

    private static Project Project(User user) => new()
    {
        Id = Guid.NewGuid(),
        TenantId = user.TenantId,
        UserId = user.Id,
        Name = "project",
        CreatedAt = TestDatabase.Now,
        UpdatedAt = TestDatabase.Now,
    };

    private static Variable Variable(User user) => new()
    {
        Id = Guid.NewGuid(),
        TenantId = user.TenantId,
        UserId = user.Id,
        Name = "variable",
        Type = VariableType.Credential,
        Value = [1, 2, 3],
        CreatedAt = TestDatabase.Now,
        UpdatedAt = TestDatabase.Now,
    };

    private async Task AddAsync(object row)
    {
        await using var context = database.CreateContext();
        context.Add(row);
        await context.SaveChangesAsync();
    }
}

public sealed class SqliteUserTests(SqliteTestDatabase database) : UserTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresUserTests(PostgresTestDatabase database) : UserTests(database), IClassFixture<PostgresTestDatabase>;
