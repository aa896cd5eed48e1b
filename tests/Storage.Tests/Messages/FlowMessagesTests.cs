using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Messages;

public abstract class FlowMessagesTests(TestDatabase database)
{
    private readonly Guid _tenant = Guid.NewGuid();
    private readonly Guid _flow = Guid.NewGuid();

    [DatabaseFact]
    public async Task Delete_OfMoreThanABatch_LeavesOtherFlowsAndTenants()
    {
        await StoreAsync(_tenant, _flow, 2_001);
        await StoreAsync(_tenant, Guid.NewGuid(), 2);
        await StoreAsync(Guid.NewGuid(), _flow, 3);
        await using var context = database.CreateContext();

        await FlowMessages.DeleteAsync(context, _tenant, _flow, CancellationToken.None);

        Assert.Equal(2, await context.Messages.CountAsync(message => message.TenantId == _tenant));
        Assert.Equal(3, await context.Messages.CountAsync(message => message.FlowId == _flow));
    }

    private Task StoreAsync(Guid tenant, Guid flow, int count) => database.Services.GetRequiredService<Journal>().AppendAsync(
        [
            .. Enumerable.Range(0, count).Select(i => MessageTable.Instance.Insert(
                new Message($"{i}") { SessionId = "session" }.ToRow(tenant, flow, TimeProvider.System))),
        ],
        CancellationToken.None);
}

public sealed class SqliteFlowMessagesTests(SqliteTestDatabase database) : FlowMessagesTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresFlowMessagesTests(PostgresTestDatabase database) : FlowMessagesTests(database), IClassFixture<PostgresTestDatabase>;
