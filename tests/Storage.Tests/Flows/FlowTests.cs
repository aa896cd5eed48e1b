using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;

namespace SkillFlaw.Storage.Flows;

public abstract class FlowTests(TestDatabase database)
{
    [DatabaseFact]
    public async Task Data_Stored_ComesBackToTheLetter()
    {
        const string Document = """{ "b": 1.0, "a" : [1e2,  12345678901234567890123], "a": "\u0000é" }""";
        var flow = await AddAsync(await database.AddUserAsync(), Document);

        await using var context = database.CreateContext();
        var found = await context.Flows.OfTenant(flow.TenantId).SingleAsync(row => row.Id == flow.Id);

        Assert.Equal(Document, found.Data);
        Assert.Equal(1, found.Version);
    }

    [DatabaseFact]
    public async Task Version_CountsChangesOfData()
    {
        var flow = await AddAsync(await database.AddUserAsync());

        await ChangeAsync(flow.Id, row => row.Name = "renamed");
        await ChangeAsync(flow.Id, row => row.Data = row.Data);
        await ChangeAsync(flow.Id, row => row.Data = """{"nodes":[]}""");

        await using var context = database.CreateContext();
        Assert.Equal(2, (await context.Flows.SingleAsync(row => row.Id == flow.Id)).Version);
    }

    [DatabaseFact]
    public async Task Data_ChangedByTwoAtOnce_IsRefusedToTheSecond()
    {
        var flow = await AddAsync(await database.AddUserAsync());
        await using var first = database.CreateContext();
        await using var second = database.CreateContext();
        (await first.Flows.SingleAsync(row => row.Id == flow.Id)).Data = """{"by":1}""";
        (await second.Flows.SingleAsync(row => row.Id == flow.Id)).Data = """{"by":2}""";

        await first.SaveChangesAsync();

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync());
    }

    [DatabaseFact]
    public async Task EndpointName_IsUniqueInATenantWhereThereIsOne()
    {
        var user = await database.AddUserAsync();
        var colleague = await database.AddUserAsync(tenant: user.TenantId);
        await AddAsync(user, endpoint: "answer");
        await AddAsync(user);
        await AddAsync(user);

        await AddAsync(await database.AddUserAsync(), endpoint: "answer");
        await Assert.ThrowsAsync<DbUpdateException>(() => AddAsync(colleague, endpoint: "answer"));
    }

    [DatabaseFact]
    public async Task OfTenant_WithTheIdOfAnothersFlow_FindsNothing()
    {
        var flow = await AddAsync(await database.AddUserAsync());
        var stranger = await database.AddUserAsync();

        await using var context = database.CreateContext();

        Assert.False(await context.Flows.OfTenant(stranger.TenantId).AnyAsync(row => row.Id == flow.Id));
        Assert.Equal(0, await context.Flows.OfTenant(stranger.TenantId).Where(row => row.Id == flow.Id).ExecuteDeleteAsync());
    }

    private async Task<Flow> AddAsync(User user, string data = "{}", string? endpoint = null)
    {
        await using var context = database.CreateContext();
        var flow = new Flow
        {
            Id = Guid.NewGuid(),
            TenantId = user.TenantId,
            UserId = user.Id,
            Name = "flow",
            EndpointName = endpoint,
            Data = data,
            CreatedAt = TestDatabase.Now,
            UpdatedAt = TestDatabase.Now,
        };
        context.Add(flow);
        await context.SaveChangesAsync();
        return flow;
    }

    private async Task ChangeAsync(Guid id, Action<Flow> change)
    {
        await using var context = database.CreateContext();
        change(await context.Flows.SingleAsync(row => row.Id == id));
        await context.SaveChangesAsync();
    }
}

public sealed class SqliteFlowTests(SqliteTestDatabase database) : FlowTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresFlowTests(PostgresTestDatabase database) : FlowTests(database), IClassFixture<PostgresTestDatabase>;
