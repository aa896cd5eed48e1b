using Microsoft.Data.Sqlite;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Builds;

/// <summary>Somebody else holds the database's write lock for longer than a message may wait.</summary>
public sealed class StorageFailureTests : IAsyncLifetime, IDisposable
{
    private readonly TestServer _server = new() { StoringLimit = TimeSpan.FromMilliseconds(300) };
    private SqliteConnection _lock = null!;
    private Guid _flow;
    private Guid _failing;

    [Fact]
    public async Task Run_MessagesCannotBeStored_FailsForNow()
    {
        var failure = await Assert.ThrowsAsync<RunFailedException>(() => _server.NewJob().Run(_server.Say(_flow, "Hi"), CancellationToken.None));

        Assert.True(failure.IsTemporary);
    }

    [Fact]
    public async Task Watch_MessagesCannotBeStored_EndsWithTheFailure()
    {
        var seen = await _server.NewJob().Watch(_server.Say(_flow, "Hi"), CancellationToken.None).ToListAsync();

        Assert.True(Assert.IsType<RunFailed>(seen[^1]).IsTemporary);
    }

    [Fact]
    public async Task Watch_ErrorCannotBeStored_EndsWithTheComponentsFailure()
    {
        var request = _server.Say(_failing, "Hi");
        request = request with { Inputs = request.Inputs with { Tweaks = FlowValue.Of(("should_store_message", FlowValue.Of(false))) } };

        var seen = await _server.NewJob().Watch(request, CancellationToken.None).ToListAsync();

        var failure = Assert.IsType<RunFailed>(Assert.Single(seen));
        Assert.StartsWith("Error running graph: Error building Component Moon Phase: ", failure.Reason, StringComparison.Ordinal);
        Assert.False(failure.IsTemporary);
    }

    [Fact]
    public async Task Watch_NeitherMessagesNorErrorCanBeStored_FailsForNow()
    {
        var seen = await _server.NewJob().Watch(_server.Say(_failing, "Hi"), CancellationToken.None).ToListAsync();

        Assert.True(Assert.IsType<RunFailed>(seen[^1]).IsTemporary);
        Assert.DoesNotContain(seen, each => each is ErrorShown);
    }

    [Fact]
    public async Task Run_AfterTheLockIsGone_StoresAgain()
    {
        await Assert.ThrowsAsync<RunFailedException>(() => _server.NewJob().Run(_server.Say(_flow, "lost"), CancellationToken.None));
        await ReleaseAsync();

        await _server.NewJob().Run(_server.Say(_flow, "kept"), CancellationToken.None);

        await using var database = await _server.Databases.CreateDbContextAsync();
        Assert.Equal(["kept", "kept"], database.Messages.OrderBy(message => message.Id).Select(message => message.Text).ToList());
    }

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _flow = await _server.SaveAsync("chat-echo");
        _failing = await _server.SaveAsync("unknown-components");
        _lock = new SqliteConnection($"Data Source={_server.DatabaseFile};Pooling=False");
        await _lock.OpenAsync();
        await using var begin = _lock.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        await begin.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync()
    {
        Dispose();
        await _server.DisposeAsync();
    }

    public void Dispose() => _lock.Dispose();

    private async Task ReleaseAsync()
    {
        await using var end = _lock.CreateCommand();
        end.CommandText = "ROLLBACK";
        await end.ExecuteNonQueryAsync();
    }
}
