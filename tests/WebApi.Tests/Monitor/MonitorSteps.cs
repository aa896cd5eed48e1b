using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Grains.Sessions;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Journals;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Monitoring;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>What tests of the monitor do again and again: rows are made as runs make them.</summary>
internal static class MonitorSteps
{
    public const string MonitorPath = "/api/v1/monitor";
    public const string MessagesPath = MonitorPath + "/messages";
    public const string SessionsPath = MessagesPath + "/sessions";

    private static int _ids;

    public static DateTimeOffset Now { get; } = new(2026, 1, 20, 7, 42, 56, 123, 456, TimeSpan.Zero);

    /// <summary>Stores messages of a session, in this order.</summary>
    public static async Task SayAsync(this WebServer server, TestUser user, Guid flow, string session, params string[] texts)
    {
        foreach (var text in texts)
        {
            await server.StoreAsync(MessageTable.Instance.Insert(
                new Message(text) { SessionId = session, Sender = Message.User, SenderName = "User", Timestamp = Now }
                    .ToRow(user.TenantId, flow, TimeProvider.System)));
        }
    }

    public static Task StoreAsync(this WebServer server, params JournalEntry[] entries) =>
        server.Services.GetRequiredService<Journal>().AppendAsync(entries, CancellationToken.None);

    public static JournalEntry Build(TestUser user, Guid flow, string vertex, string data = "{}", Guid job = default) =>
        VertexBuildTable.Instance.Insert(new VertexBuild
        {
            Id = NewId(),
            TenantId = user.TenantId,
            FlowId = flow,
            VertexId = vertex,
            JobId = job,
            Valid = true,
            Params = "params",
            Data = data,
            Artifacts = """{"a":1}""",
            Timestamp = Now,
        });

    public static JournalEntry Executed(TestUser user, Guid flow, string vertex, string? error = null) =>
        TransactionTable.Instance.Insert(new Transaction
        {
            Id = NewId(),
            TenantId = user.TenantId,
            FlowId = flow,
            VertexId = vertex,
            Inputs = """{"temperature":0.1}""",
            Outputs = error is null ? """{"text":{"message":"Hi","type":"text"}}""" : null,
            Succeeded = error is null,
            Error = error,
            Timestamp = Now,
        });

    /// <summary>The texts that a run would read in a session.</summary>
    public static async Task<IEnumerable<string>> RememberedAsync(this WebServer server, TestUser user, Guid flow, string session) =>
        (await server.Services.GetRequiredService<IGrainFactory>()
            .GetGrain<ISessionGrain>(new SessionKey(user.TenantId, flow, session).ToString())
            .Read(new SessionQuery("", null, null, 100), CancellationToken.None)).Select(message => message.Text);

    public static async Task<JsonElement> ListAsync(this HttpClient client, string query = "") =>
        await client.GetAsync($"{MessagesPath}?{query}").ReadAsync(200);

    public static IEnumerable<string?> Texts(this JsonElement list, string name = "text") =>
        list.EnumerateArray().Select(item => item.GetProperty(name).GetString());

    // Each a millisecond after the one before: two of one millisecond have no order.
    private static Guid NewId() => Guid.CreateVersion7(Now.AddMilliseconds(Interlocked.Increment(ref _ids)));
}
