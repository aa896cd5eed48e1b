using static SkillFlaw.WebApi.Monitor.MonitorSteps;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>
/// What happened in the flow of another user is answered like what never was, whether the other one is of the same tenant or not
/// (CVE-2026-21445, CVE-2026-33760), and nothing of it changes.
/// </summary>
[Collection(nameof(SharedServer))]
public sealed class MonitorIsolationTests(WebServer server)
{
    public static TheoryData<string, string, string?> Routes { get; } = new()
    {
        { "GET", "builds?flow_id={flow}", null },
        { "DELETE", "builds?flow_id={flow}", null },
        { "GET", "transactions?flow_id={flow}", null },
        { "GET", "messages", null },
        { "GET", "messages?flow_id={flow}", null },
        { "GET", "messages?session_id={session}", null },
        { "DELETE", "messages", "[{number}]" },
        { "DELETE", "messages", """["{message}"]""" },
        { "PUT", "messages/{number}", """{"text":"changed"}""" },
        { "PUT", "messages/{message}", """{"text":"changed"}""" },
        { "GET", "messages/sessions", null },
        { "GET", "messages/sessions?flow_id={flow}", null },
        { "POST", "messages/sessions", """{"flow_id":"{flow}","session_id":"{session}","session_name":"x"}""" },
        { "DELETE", "messages/sessions", """["{session}"]""" },
        { "PATCH", "messages/session/{session}?new_session_name=x", null },
        { "PATCH", "messages/session/{session}?new_session_name=x&flow_id={flow}", null },
        { "PATCH", "messages/session/{session}?new_session_id=x", null },
        { "PATCH", "messages/session/{session}?new_session_id=x&flow_id={flow}", null },
        { "DELETE", "messages/session/{session}", null },
        { "DELETE", "messages/session/{session}?flow_id={flow}", null },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task OfAnother_IsAsIfItWereNot(string method, string path, string? body)
    {
        var owner = await server.NewUserAsync();
        var (colleague, stranger) = (await server.NewUserAsync(owner.TenantId), await server.NewUserAsync());
        var flow = await server.SaveFlowAsync(owner, "chat-echo");
        var session = $"{Guid.NewGuid()}";
        await server.SayAsync(owner, flow, session, "secret");
        await owner.Client.SendAsync(HttpMethod.Patch, $"{MessagesPath}/session/{session}?new_session_name=mine").ReadAsync(200);
        await server.StoreAsync(Build(owner, flow, "a"), Executed(owner, flow, "a"));
        var message = (await server.MessagesAsync(flow))[0];
        var before = await AllAsync();

        string[] real = [$"{flow}", session, $"{message.Id}", $"{message.MessageId}"];
        string[] invented = [$"{Guid.NewGuid()}", $"{Guid.NewGuid()}", "987654321987", $"{Guid.NewGuid()}"];
        foreach (var other in new[] { colleague, stranger })
        {
            var answer = await AskAsync(other.Client, real);

            Assert.Equal(await AskAsync(other.Client, invented), answer);
            Assert.DoesNotContain("secret", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("mine", answer, StringComparison.Ordinal);
        }

        Assert.Equal(before, await AllAsync());

        async Task<string> AskAsync(HttpClient client, string[] ids)
        {
            string? Fill(string? text) => text?.Replace("{flow}", ids[0], StringComparison.Ordinal).Replace("{session}", ids[1], StringComparison.Ordinal)
                .Replace("{number}", ids[2], StringComparison.Ordinal).Replace("{message}", ids[3], StringComparison.Ordinal);
            using var answer = await client.SendAsync(new HttpMethod(method), $"{MonitorPath}/{Fill(path)}", Fill(body));
            return $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType} {await answer.Content.ReadAsStringAsync()}";
        }

        async Task<string> AllAsync() => string.Join('\n', await Task.WhenAll(
            new[] { "messages", "messages/sessions", $"builds?flow_id={flow}", $"transactions?flow_id={flow}" }
                .Select(async each => (await owner.Client.GetAsync($"{MonitorPath}/{each}").ReadAsync(200)).GetRawText())));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task WithoutCredentials_IsForbidden(string method, string path, string? body) =>
        Assert.NotNull(await server.Nobody.SendAsync(
            new HttpMethod(method), $"{MonitorPath}/{path.Replace("{flow}", $"{Guid.NewGuid()}", StringComparison.Ordinal)}", body).ReadErrorAsync(403));

    [Fact]
    public async Task RowsOfAnotherTenantWithTheSameFlow_AreNotShown()
    {
        var (owner, stranger) = (await server.NewUserAsync(), await server.NewUserAsync());
        var flow = await server.SaveFlowAsync(owner, "chat-echo");
        await server.SayAsync(stranger, flow, "s", "not yours");
        await server.StoreAsync(Build(stranger, flow, "a"), Executed(stranger, flow, "a"));

        Assert.Equal("[]", (await owner.Client.ListAsync()).GetRawText());
        Assert.Equal("[]", (await owner.Client.GetAsync(SessionsPath).ReadAsync(200)).GetRawText());
        Assert.Equal("""{"vertex_builds":{}}""", (await owner.Client.GetAsync($"{MonitorPath}/builds?flow_id={flow}").ReadAsync(200)).GetRawText());
        Assert.Equal(0, (await owner.Client.GetAsync($"{MonitorPath}/transactions?flow_id={flow}").ReadAsync(200)).GetProperty("total").GetInt32());
        await owner.Client.DeleteAsync($"{MessagesPath}/session/s").ReadAsync(204);
        Assert.Single(await server.MessagesAsync(flow));
    }
}
