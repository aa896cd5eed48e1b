using Microsoft.EntityFrameworkCore;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Grains.Sessions;

public sealed class SessionGrainTests(TestServer server) : IClassFixture<TestServer>
{
    private static readonly SessionQuery _all = new("", null, null, 10_000);

    [Fact]
    public async Task Read_WhileMessagesAreBeingStored_HasThemInOrder()
    {
        var session = NewSession();
        await session.Change([]);
        var adding = Enumerable.Range(0, 50).Select(number => session.AddAsync(Say($"{number}"))).ToArray();

        var read = await session.Read(_all, CancellationToken.None);
        await Task.WhenAll(adding);

        Assert.Equal(Enumerable.Range(0, 50).Select(number => $"{number}"), read.Select(message => message.Text));
    }

    [Fact]
    public async Task Read_MoreThanTheWindow_HasAllOfThem()
    {
        var session = NewSession();
        await session.Change([]);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => session.AddAsync(Say($"{number}"))));

        var all = await session.Read(_all, CancellationToken.None);
        var newest = await session.Read(_all with { Limit = 3 }, CancellationToken.None);

        Assert.Equal(Enumerable.Range(0, 500).Select(number => $"{number}"), all.Select(message => message.Text));
        Assert.Equal(["497", "498", "499"], newest.Select(message => message.Text));
    }

    [Fact]
    public async Task Read_Filters_LetThroughWhatMatches()
    {
        var session = NewSession();
        await session.AddAsync(Say("question"));
        await session.AddAsync(Say("answer") with { Sender = Message.Machine, SenderName = "AI" });
        await session.AddAsync(Say("aside") with { ContextId = "c" });
        await session.AddAsync(Say("broken") with { Error = true });
        await session.AddAsync(Say("failed") with { Category = "error" });

        Assert.Equal(["answer"], await TextsAsync(session, _all with { Sender = Message.Machine }));
        Assert.Equal(["question", "aside"], await TextsAsync(session, _all with { SenderName = "User" }));
        Assert.Equal(["aside"], await TextsAsync(session, _all with { ContextId = "c" }));
        Assert.Equal(["question", "answer", "aside"], await TextsAsync(session, _all));
    }

    [Fact]
    public async Task Read_SessionWithErrors_HasAsManyMessagesAsAskedFor()
    {
        var session = NewSession();
        await session.Change([]);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(number => session.AddAsync(Say($"{number}"))));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => session.AddAsync(Say("broken") with { Category = "error" })));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => session.AddAsync(Say("broken") with { Error = true })));

        // The first is in the window, which has no room for the second.
        await session.AddAsync(Say("300"));
        var newest = await TextsAsync(session, _all with { Limit = 1 });
        var many = await TextsAsync(session, _all with { Limit = 250 });

        Assert.Equal(["300"], newest);
        Assert.Equal(Enumerable.Range(51, 250).Select(number => $"{number}"), many);
    }

    [Fact]
    public async Task Replace_StoredMessage_ChangesItsTextAndNotItsPlace()
    {
        var session = NewSession();
        var first = Say("draft");
        await session.AddAsync(first);
        await session.AddAsync(Say("second"));

        await session.ReplaceAsync(first with { Text = "final" });

        Assert.Equal(["final", "second"], await TextsAsync(session, _all));
    }

    [Fact]
    public async Task Remove_StoredMessage_IsGoneFromTheDatabaseToo()
    {
        var session = NewSession();
        var message = Say("never mind");
        await session.AddAsync(message);

        await session.RemoveAsync(message.Id!.Value);

        Assert.Empty(await TextsAsync(session, _all));
        await using var database = await server.Databases.CreateDbContextAsync();
        Assert.False(await database.Messages.OfTenant(server.TenantId).AnyAsync(each => each.MessageId == message.Id));
    }

    [Fact]
    public async Task Forget_AfterChangesInTheDatabase_ReadsThem()
    {
        var session = NewSession();
        var (changed, deleted) = (Say("before"), Say("never mind"));
        await session.AddAsync(changed);
        await session.AddAsync(deleted);
        Assert.Equal(["before", "never mind"], await TextsAsync(session, _all));
        await using var database = await server.Databases.CreateDbContextAsync();
        await database.Messages.Where(each => each.MessageId == deleted.Id).ExecuteDeleteAsync();
        await database.Messages.Where(each => each.MessageId == changed.Id)
            .ExecuteUpdateAsync(update => update.SetProperty(each => each.Text, "after"));
        Assert.Equal(["before", "never mind"], await TextsAsync(session, _all));

        await session.Forget();

        Assert.Equal(["after"], await TextsAsync(session, _all));
    }

    [Fact]
    public async Task Read_SessionOfTheSameNameElsewhere_HasNothingInCommon()
    {
        var (flow, name) = (Guid.NewGuid(), "New Session 0");
        await Session(server.TenantId, flow, name).AddAsync(Say("mine"));

        Assert.Empty(await TextsAsync(Session(server.TenantId, Guid.NewGuid(), name), _all));
        Assert.Empty(await TextsAsync(Session(Guid.NewGuid(), flow, name), _all));
        Assert.Empty(await TextsAsync(Session(server.TenantId, flow, "New Session 0/"), _all));
    }

    [Fact]
    public void Key_AnySessionName_IsReadBackAsItWas()
    {
        foreach (var name in new[] { "", "a/b/c", "//", "\n", "ü🙂", new string('x', 1_000) })
        {
            var key = new SessionKey(Guid.NewGuid(), Guid.NewGuid(), name);

            Assert.Equal(key, SessionKey.Parse(key.ToString()));
        }
    }

    private static Message Say(string text) => new(text)
    {
        Id = Guid.CreateVersion7(),
        Sender = Message.User,
        SenderName = "User",
        SessionId = "s",
    };

    private static async Task<IEnumerable<string>> TextsAsync(ISessionGrain session, SessionQuery query) =>
        (await session.Read(query, CancellationToken.None)).Select(message => message.Text);

    private ISessionGrain NewSession() => Session(server.TenantId, Guid.NewGuid(), "s");

    private ISessionGrain Session(Guid tenant, Guid flow, string name) =>
        server.Grains.GetGrain<ISessionGrain>(new SessionKey(tenant, flow, name).ToString());
}
