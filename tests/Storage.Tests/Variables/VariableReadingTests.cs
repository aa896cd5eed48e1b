using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Users;

namespace SkillFlaw.Storage.Variables;

public abstract class VariableReadingTests(TestDatabase database)
{
    [DatabaseFact]
    public async Task Find_AfterAChangeThatWasTold_GivesTheNewValue()
    {
        var user = await database.AddUserAsync();
        var reading = database.Services.GetRequiredService<VariableReading>();
        Assert.Null(await FindAsync(reading, user));
        await AddAsync(user, [1]);
        reading.Forget(user.Id);
        Assert.Equal([1], (await FindAsync(reading, user))!.Value);

        await ChangeAsync(user, [2]);
        reading.Forget(user.Id);

        Assert.Equal([2], (await FindAsync(reading, user))!.Value);
        Assert.Null(await FindAsync(reading, await database.AddUserAsync(tenant: user.TenantId)));
    }

    [DatabaseFact]
    public async Task Find_OfALongValue_ReadsItEachTime()
    {
        var user = await database.AddUserAsync();
        var reading = database.Services.GetRequiredService<VariableReading>();
        await AddAsync(user, new byte[5_000]);
        Assert.Equal(5_000, (await FindAsync(reading, user))!.Value.Length);

        await ChangeAsync(user, new byte[6_000]);

        Assert.Equal(6_000, (await FindAsync(reading, user))!.Value.Length);
    }

    private static ValueTask<Variable?> FindAsync(VariableReading reading, User user) =>
        reading.FindAsync(user.TenantId, user.Id, "key", CancellationToken.None);

    private async Task AddAsync(User user, byte[] value)
    {
        var now = DateTimeOffset.UtcNow;
        await using var context = database.CreateContext();
        context.Variables.Add(new Variable
        {
            Id = Guid.NewGuid(),
            TenantId = user.TenantId,
            UserId = user.Id,
            Name = "key",
            Type = VariableType.Credential,
            Value = value,
            CreatedAt = now,
            UpdatedAt = now,
        });
        await context.SaveChangesAsync();
    }

    private async Task ChangeAsync(User user, byte[] value)
    {
        await using var context = database.CreateContext();
        await context.Variables.Where(each => each.UserId == user.Id).ExecuteUpdateAsync(update => update.SetProperty(each => each.Value, value));
    }
}

public sealed class SqliteVariableReadingTests(SqliteTestDatabase database) : VariableReadingTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresVariableReadingTests(PostgresTestDatabase database) : VariableReadingTests(database), IClassFixture<PostgresTestDatabase>;
