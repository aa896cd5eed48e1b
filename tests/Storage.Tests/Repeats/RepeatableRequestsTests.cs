using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Repeats;

public abstract class RepeatableRequestsTests(TestDatabase database)
{
    private readonly RepeatableRequest _request = new()
    {
        TenantId = Guid.NewGuid(),
        KeyHash = "key",
        RequestHash = "request",
        JobId = Guid.NewGuid(),
        Node = Guid.NewGuid(),
        CreatedAt = TestDatabase.Now,
    };

    private RepeatableRequests Requests => new(database.Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>());

    [DatabaseFact]
    public async Task Insert_OfAKeyThatIsThere_IsRefusedWithinItsTenant()
    {
        await InsertAsync(_request);

        await Assert.ThrowsAsync<RowRefusedException>(() => InsertAsync(_request with { JobId = Guid.NewGuid(), Node = Guid.NewGuid() }));
        await InsertAsync(_request with { TenantId = Guid.NewGuid() });

        Assert.Equal(_request, await FindAsync());
    }

    [DatabaseFact]
    public async Task Change_OfItsNode_KeepsTheAnswer()
    {
        await InsertAsync(_request);

        await ChangeAsync(Answered(_request, [1, 0, 255]));
        var found = await FindAsync();

        Assert.Equal((201, "text/plain"), (found!.Status, found.ContentType));
        Assert.Equal<byte>([1, 0, 255], found.Body!);
    }

    [DatabaseFact]
    public async Task Change_WithoutABody_TellsItFromAnEmptyOne()
    {
        await InsertAsync(_request);
        await ChangeAsync(Answered(_request, []));
        Assert.Empty((await FindAsync())!.Body!);

        await ChangeAsync(Answered(_request, null));
        Assert.Null((await FindAsync())!.Body);
    }

    [DatabaseFact]
    public async Task Pass_ToAnotherNode_RefusesTheAnswerOfTheFirst()
    {
        await InsertAsync(_request);
        var other = _request with { Node = Guid.NewGuid() };

        Assert.True(await Requests.PassAsync(_request, other.Node, CancellationToken.None));

        Assert.False(await Requests.PassAsync(_request, Guid.NewGuid(), CancellationToken.None));
        await Assert.ThrowsAsync<RowRefusedException>(() => ChangeAsync(Answered(_request, [1])));
        await ChangeAsync(Answered(other, [2]));
        Assert.Equal(2, Assert.Single((await FindAsync())!.Body!));
    }

    [DatabaseFact]
    public async Task Pass_OfOneThatIsAnswered_IsRefused()
    {
        await InsertAsync(_request);
        await ChangeAsync(Answered(_request, [1]));

        Assert.False(await Requests.PassAsync(_request, Guid.NewGuid(), CancellationToken.None));
    }

    [DatabaseFact]
    public async Task Remove_OfWhatAnotherNodeHas_DoesNothing()
    {
        await InsertAsync(_request);

        await Requests.RemoveAsync(_request with { Node = Guid.NewGuid() }, CancellationToken.None);
        await Requests.RemoveAsync(_request with { JobId = Guid.NewGuid() }, CancellationToken.None);
        Assert.NotNull(await FindAsync());
        await Requests.RemoveAsync(_request, CancellationToken.None);

        Assert.Null(await FindAsync());
    }

    private static RepeatableRequest Answered(RepeatableRequest request, byte[]? body) =>
        request with { Status = 201, ContentType = "text/plain", Body = body };

    private Task<RepeatableRequest?> FindAsync() => Requests.FindAsync(_request.TenantId, _request.KeyHash, CancellationToken.None);

    private Task InsertAsync(RepeatableRequest request) => AppendAsync(RepeatableRequestTable.Instance.Insert(request));

    private Task ChangeAsync(RepeatableRequest request) => AppendAsync(RepeatableRequestTable.Instance.Change(request));

    private Task AppendAsync(JournalEntry entry) => database.Services.GetRequiredService<Journal>().AppendAsync(entry, CancellationToken.None);
}

public sealed class SqliteRepeatableRequestsTests(SqliteTestDatabase database) : RepeatableRequestsTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresRepeatableRequestsTests(PostgresTestDatabase database) : RepeatableRequestsTests(database), IClassFixture<PostgresTestDatabase>;
