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
    public async Task Names_AreUniqueAmongAnOwnersFlows()
    {
        var user = await database.AddUserAsync();
        await AddAsync(user, name: "one", endpoint: "answer");
        await AddAsync(user, name: "two");
        await AddAsync(user, name: "three");
        await AddAsync(await database.AddUserAsync(tenant: user.TenantId), name: "one", endpoint: "answer");

        var sameName = await Assert.ThrowsAsync<DbUpdateException>(() => AddAsync(user, name: "one"));
        var sameEndpoint = await Assert.ThrowsAsync<DbUpdateException>(() => AddAsync(user, name: "four", endpoint: "answer"));

        Assert.Equal(nameof(Flow.Name), sameName.DuplicateProperty());
        Assert.Equal(nameof(Flow.EndpointName), sameEndpoint.DuplicateProperty());
    }

    [DatabaseFact]
    public async Task DuplicateProperty_OfAnId_IsTheId()
    {
        var flow = await AddAsync(await database.AddUserAsync());
        var other = await database.AddUserAsync();

        var failure = await Assert.ThrowsAsync<DbUpdateException>(() => AddAsync(other, id: flow.Id));

        Assert.Equal(nameof(Flow.Id), failure.DuplicateProperty());
    }

    [DatabaseFact]
    public async Task DuplicateProperty_OfAnotherFailure_IsNull()
    {
        var nobody = new User { TenantId = Guid.NewGuid(), Username = "nobody", PasswordHash = "", CreatedAt = TestDatabase.Now, UpdatedAt = TestDatabase.Now };

        Assert.Null((await Assert.ThrowsAsync<DbUpdateException>(() => AddAsync(nobody))).DuplicateProperty());
    }

    [DatabaseFact]
    public async Task Touch_ByTwoAtOnce_IsRefusedToTheSecond()
    {
        var flow = await AddAsync(await database.AddUserAsync());
        await using var first = database.CreateContext();
        await using var second = database.CreateContext();
        (await first.Flows.SingleAsync(row => row.Id == flow.Id)).Touch(TestDatabase.Now);
        (await second.Flows.SingleAsync(row => row.Id == flow.Id)).Touch(TestDatabase.Now);

        await first.SaveChangesAsync();

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync());
    }

    [DatabaseFact]
    public async Task Touch_InTheSameSecond_IsInTheNext()
    {
        var flow = await AddAsync(await database.AddUserAsync());
        var before = flow.UpdatedAt.ToUnixTimeSeconds();

        flow.Touch(flow.UpdatedAt);
        Assert.Equal(before + 1, flow.UpdatedAt.ToUnixTimeSeconds());
        flow.Touch(TestDatabase.Now.AddDays(1));
        Assert.Equal(TestDatabase.Now.AddDays(1), flow.UpdatedAt);
    }

    [DatabaseFact]
    public async Task CountFrom_ANumber_GoesOnFromThere()
    {
        var flow = await AddAsync(await database.AddUserAsync());

        await ChangeAsync(flow.Id, row => row.CountFrom(1_000));
        await ChangeAsync(flow.Id, row => row.CountFrom(5));
        await ChangeAsync(flow.Id, row => row.Data = """{"nodes":[]}""");

        await using var context = database.CreateContext();
        Assert.Equal(1_001, (await context.Flows.SingleAsync(row => row.Id == flow.Id)).Version);
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

    private async Task<Flow> AddAsync(User user, string data = "{}", string? endpoint = null, string name = "flow", Guid? id = null)
    {
        await using var context = database.CreateContext();
        var flow = new Flow
        {
            Id = id ?? Guid.NewGuid(),
            TenantId = user.TenantId,
            UserId = user.Id,
            Name = name,
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
