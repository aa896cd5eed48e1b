using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Databases;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Storage.Messages;

public abstract class MessageHistoryTests(TestDatabase database)
{
    private readonly Guid _tenant = Guid.NewGuid();
    private readonly Guid _flow = Guid.NewGuid();

    private MessageFilter Session(string session = "session") => new(_tenant, _flow, session);

    [DatabaseFact]
    public async Task ReadNewest_OfMoreThanAsked_GivesTheNewestInTheirOrder()
    {
        await StoreAsync([.. Enumerable.Range(0, 20).Select(i => new Message($"{i}") { SessionId = "session" })]);

        var messages = await database.History.ReadNewestAsync(Session(), 3, CancellationToken.None);

        Assert.Equal(["17", "18", "19"], messages.Select(message => message.Text));
    }

    [DatabaseFact]
    public async Task ReadNewest_WithFilters_GivesWhatPassesAll()
    {
        await StoreAsync(
            new Message("context") { SessionId = "session", ContextId = "c", Sender = "User", SenderName = "Ann" },
            new Message("sender") { SessionId = "session", Sender = "Machine", SenderName = "Ann" },
            new Message("name") { SessionId = "session", Sender = "User", SenderName = "Bob" },
            new Message("other session") { SessionId = "Session", Sender = "User", SenderName = "Ann" });

        Assert.Equal(["context"], await TextsAsync(Session() with { ContextId = "c" }));
        Assert.Equal(["sender", "name"], await TextsAsync(Session() with { ContextId = "" }));
        Assert.Equal(["sender"], await TextsAsync(Session() with { Sender = "Machine" }));
        Assert.Equal(["context"], await TextsAsync(Session() with { Sender = "User", SenderName = "Ann" }));
        Assert.Equal(["other session"], await TextsAsync(Session("Session")));
    }

    [DatabaseFact]
    public async Task ReadNewest_WithoutErrors_CountsOnlyWhatWasSaid()
    {
        await StoreAsync(
            new Message("one") { SessionId = "session" },
            new Message("two") { SessionId = "session", Category = "warning" },
            new Message("a failure") { SessionId = "session", Category = "error" },
            new Message("a fault") { SessionId = "session", Error = true });

        var said = await database.History.ReadNewestAsync(Session() with { WithoutErrors = true }, 2, CancellationToken.None);

        Assert.Equal(["one", "two"], said.Select(message => message.Text));
        Assert.Equal(4, (await TextsAsync(Session())).Count());
    }

    [DatabaseFact]
    public async Task ReadNewest_OfAnotherTenantsSession_IsEmpty()
    {
        await StoreAsync(new Message("secret") { SessionId = "session" });

        Assert.Empty(await TextsAsync(Session() with { TenantId = Guid.NewGuid() }));
        Assert.Empty(await TextsAsync(Session() with { FlowId = Guid.NewGuid() }));
    }

    [DatabaseFact]
    public async Task Messages_OfAllKinds_ComeBackAsTheyWere()
    {
        var random = new RandomMessages(20261122);
        var messages = Enumerable.Range(0, 300).Select(_ => random.Next()).ToArray();
        var rows = messages.Select(message => message.ToRow(_tenant, Guid.Parse(message.FlowId!), TimeProvider.System)).ToArray();

        // One by one and by the hundred: statements and bulk copy write the same.
        var journal = database.Services.GetRequiredService<Journal>();
        await journal.AppendAsync(MessageTable.Instance.Insert(rows[0]), CancellationToken.None);
        await Task.WhenAll(rows[1..200].Select(row => journal.AppendAsync(MessageTable.Instance.Insert(row), CancellationToken.None)));
        await using (var context = database.CreateContext())
        {
            context.AddRange(rows[200..].Cast<object>());
            await context.SaveChangesAsync();
        }

        await using var reader = database.CreateContext();
        var stored = await reader.Messages.OfTenant(_tenant).ToDictionaryAsync(row => row.MessageId);
        Assert.Equal(messages.Length, stored.Count);
        Assert.All(messages, message => Assert.Equal(message, stored[message.Id!.Value].ToMessage()));
    }

    [DatabaseFact]
    public async Task Messages_WithStrangeTexts_AreFoundByThem()
    {
        await StoreAsync(new Message("found") { SessionId = "a\0b\uE000", Sender = "\uD800" });

        Assert.Equal(["found"], await TextsAsync(Session("a\0b\uE000") with { Sender = "\uD800" }));
        await using var context = database.CreateContext();
        Assert.Single(await context.Messages.OfTenant(_tenant).Where(message => message.Text.Contains("oun")).ToListAsync());
    }

    [DatabaseFact]
    public async Task Timestamps_AreComparedByTheDatabase()
    {
        await StoreAsync(
            new Message("late") { SessionId = "session", Timestamp = new DateTimeOffset(2026, 1, 1, 10, 0, 0, TimeSpan.FromHours(-5)) },
            new Message("early") { SessionId = "session", Timestamp = new DateTimeOffset(2026, 1, 1, 14, 59, 59, TimeSpan.Zero) });

        await using var context = database.CreateContext();
        var limit = new DateTimeOffset(2026, 1, 1, 16, 59, 59, TimeSpan.FromHours(2));
        var late = await context.Messages.OfTenant(_tenant).Where(message => message.Timestamp > limit).ToListAsync();
        var sorted = await context.Messages.OfTenant(_tenant).OrderBy(message => message.Timestamp).Select(message => message.Text).ToListAsync();

        Assert.Equal(["late"], late.Select(message => message.Text));
        Assert.Equal(["early", "late"], sorted);
    }

    private async Task StoreAsync(params Message[] messages) => await database.Services.GetRequiredService<Journal>().AppendAsync(
        [.. messages.Select(message => MessageTable.Instance.Insert(message.ToRow(_tenant, _flow, TimeProvider.System)))], CancellationToken.None);

    private async Task<IEnumerable<string>> TextsAsync(MessageFilter filter) =>
        (await database.History.ReadNewestAsync(filter, 100, CancellationToken.None)).Select(message => message.Text);
}

public sealed class SqliteMessageHistoryTests(SqliteTestDatabase database) : MessageHistoryTests(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresMessageHistoryTests(PostgresTestDatabase database) : MessageHistoryTests(database), IClassFixture<PostgresTestDatabase>;
