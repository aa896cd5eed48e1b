using System.Text.Json;
using static SkillFlaw.WebApi.Monitor.MonitorSteps;

namespace SkillFlaw.WebApi.Monitor;

[Collection(nameof(SharedServer))]
public sealed class MessageSessionTests(WebServer server)
{
    [Fact]
    public async Task List_OfSessionsThatWereSpokenIn_HasTheirShape()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        await server.SayAsync(user, flow, "s", "1", "2");
        var first = (await server.MessagesAsync(flow))[0].Id;

        var list = await user.Client.GetAsync(SessionsPath).ReadAsync(200);

        Assert.Equal(
            $$"""
            [{"id":{{first}},"flow_id":"{{flow}}","user_id":"{{user.Id}}","user_name":"{{user.Username}}","session_id":"s",
            "session_name":"Session Jan 20, 07:42","is_active":true,"create_at":"2026-01-20T07:42:56.123456Z","updated_at":"2026-01-20T07:42:56.123456Z"}]
            """.ReplaceLineEndings(""),
            list.GetRawText());
    }

    [Fact]
    public async Task List_OfSeveralFlows_HasTheSessionsOfEach()
    {
        var user = await server.NewUserAsync();
        var (flow, other) = (await server.SaveFlowAsync(user, "chat-echo"), await server.SaveFlowAsync(user, "chat-echo"));
        await server.SayAsync(user, flow, "a", "1");
        await server.SayAsync(user, other, "a", "2");
        await server.SayAsync(user, flow, "b", "3");
        await server.SayAsync(user, flow, "a", "4");
        await server.SayAsync(user, flow, "", "not in a session");

        var all = await user.Client.GetAsync(SessionsPath).ReadAsync(200);
        var one = await user.Client.GetAsync($"{SessionsPath}?flow_id={flow}").ReadAsync(200);

        Assert.Equal(["a", "a", "b"], all.Texts("session_id").Order());
        Assert.Equal(["a", "b"], one.Texts("session_id").Order());
    }

    [Fact]
    public async Task List_NewestFirst_CountsWhatHappenedLast()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        await server.SayAsync(user, flow, "old", "1");
        await server.SayAsync(user, flow, "new", "2");
        await user.Client.SendAsync(HttpMethod.Post, SessionsPath, $$"""{"flow_id":"{{flow}}","session_name":"newest"}""").ReadAsync(201);

        var list = await user.Client.GetAsync(SessionsPath).ReadAsync(200);

        Assert.Equal("newest", list[0].Text("session_name"));
        Assert.Equal(["new", "old"], list.Texts("session_id").Skip(1));
    }

    [Fact]
    public async Task Create_Session_IsListed()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        var id = Guid.NewGuid();

        var made = await user.Client.SendAsync(
            HttpMethod.Post, SessionsPath, $$"""{"flow_id":"{{flow}}","session_id":"{{id}}","session_name":"Stories"}""").ReadAsync(201);

        Assert.Equal((flow, id, "Stories"), (made.GetProperty("flow_id").GetGuid(), made.GetProperty("session_id").GetGuid(), made.Text("session_name")));
        Assert.Equal(($"{user.Id}", user.Username), (made.Text("user_id"), made.Text("user_name")));
        Assert.Equal($"[{made.GetRawText()}]", (await user.Client.GetAsync(SessionsPath).ReadAsync(200)).GetRawText());
    }

    [Fact]
    public async Task Create_WithoutIdAndName_GetsBoth()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");

        var made = await user.Client.SendAsync(
            HttpMethod.Post, SessionsPath, $$"""{"flow_id":"{{flow}}","session_id":null,"session_name":null}""").ReadAsync(201);

        Assert.NotEqual(Guid.Empty, made.GetProperty("session_id").GetGuid());
        Assert.StartsWith("Session ", made.Text("session_name"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_Again_GivesTheSame()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        var body = $$"""{"flow_id":"{{flow}}","session_id":"{{Guid.NewGuid()}}","session_name":"first"}""";
        var made = await user.Client.SendAsync(HttpMethod.Post, SessionsPath, body).ReadAsync(201);

        var again = await user.Client.SendAsync(HttpMethod.Post, SessionsPath, body.Replace("first", "second", StringComparison.Ordinal)).ReadAsync(200);

        Assert.Equal(made.GetRawText(), again.GetRawText());
    }

    [Theory]
    [InlineData("{}", "missing", "flow_id")]
    [InlineData("""{"flow_id":null}""", "uuid_type", "flow_id")]
    [InlineData("""{"flow_id":"x"}""", "uuid_parsing", "flow_id")]
    [InlineData("""{"flow_id":"0746f03b-16cc-49fb-9833-df3713d407d2","session_id":"x"}""", "uuid_parsing", "session_id")]
    [InlineData("""{"flow_id":"0746f03b-16cc-49fb-9833-df3713d407d2","session_name":""}""", "string_too_short", "session_name")]
    public async Task Create_WithWhatCannotBe_SaysWhere(string body, string type, string field)
    {
        var error = (await server.Admin.SendAsync(HttpMethod.Post, SessionsPath, body).ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal((type, $"""["body","{field}"]"""), (error.Text("type"), error.GetProperty("loc").GetRawText()));
    }

    [Fact]
    public async Task Rename_OfASession_NamesItInAllFlowsAndKeepsItsId()
    {
        var user = await server.NewUserAsync();
        var (flow, other) = (await server.SaveFlowAsync(user, "chat-echo"), await server.SaveFlowAsync(user, "chat-echo"));
        await server.SayAsync(user, flow, "a b/c", "1", "2");
        await server.SayAsync(user, other, "a b/c", "3");

        var messages = await PatchAsync(user, "a%20b%2Fc", "new_session_name=First%20name").ReadAsync(200);
        await PatchAsync(user, "a%20b%2Fc", $"new_session_name=Second&flow_id={other}").ReadAsync(200);

        Assert.Equal(["1", "2", "3"], messages.Texts());
        Assert.Equal(["a b/c", "a b/c", "a b/c"], messages.Texts("session_id"));
        var list = await user.Client.GetAsync(SessionsPath).ReadAsync(200);
        Assert.Equal(["First name", "Second"], list.Texts("session_name").Order());
        Assert.Equal(["a b/c", "a b/c"], list.Texts("session_id"));
    }

    [Fact]
    public async Task Rename_OfASessionWithoutMessages_RenamesItsRow()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        var made = await user.Client.SendAsync(HttpMethod.Post, SessionsPath, $$"""{"flow_id":"{{flow}}"}""").ReadAsync(201);

        var messages = await PatchAsync(user, made.Text("session_id")!, "new_session_name=x").ReadAsync(200);

        Assert.Equal("[]", messages.GetRawText());
        var listed = (await user.Client.GetAsync(SessionsPath).ReadAsync(200))[0];
        Assert.Equal(("x", made.GetProperty("id").GetInt32()), (listed.Text("session_name"), listed.GetProperty("id").GetInt32()));
    }

    [Fact]
    public async Task Move_OfASession_GivesItsMessagesAndItsNameAnotherId()
    {
        var user = await server.NewUserAsync();
        var (flow, other) = (await server.SaveFlowAsync(user, "chat-echo"), await server.SaveFlowAsync(user, "chat-echo"));
        await server.SayAsync(user, flow, "from", [.. Enumerable.Range(0, 3).Select(number => $"{number}")]);
        await server.SayAsync(user, other, "from", "3");
        await server.SayAsync(user, flow, "stays", "4");
        await PatchAsync(user, "from", "new_session_name=Name").ReadAsync(200);
        Assert.Equal(3, (await server.RememberedAsync(user, flow, "from")).Count());
        Assert.Empty(await server.RememberedAsync(user, flow, "to"));

        var moved = await PatchAsync(user, "from", "new_session_id=to").ReadAsync(200);

        Assert.Equal(["0", "1", "2", "3"], moved.Texts());
        Assert.Equal(["to", "to", "to", "to"], moved.Texts("session_id"));
        Assert.Empty(await server.RememberedAsync(user, flow, "from"));
        Assert.Equal(["0", "1", "2"], await server.RememberedAsync(user, flow, "to"));
        var sessions = (await user.Client.GetAsync(SessionsPath).ReadAsync(200)).EnumerateArray().ToList();
        Assert.Equal(["stays", "to", "to"], sessions.Select(session => session.Text("session_id")).Order());
        Assert.All(sessions.Where(session => session.Text("session_id") == "to"), session => Assert.Equal("Name", session.Text("session_name")));
        Assert.Equal("No messages found with the given session ID", await PatchAsync(user, "from", "new_session_id=to").ReadErrorAsync(404));
    }

    [Fact]
    public async Task Move_ToASessionThatHasAName_KeepsThatName()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        await server.SayAsync(user, flow, "from", "1");
        await server.SayAsync(user, flow, "to", "2");
        await PatchAsync(user, "from", "new_session_name=one").ReadAsync(200);
        await PatchAsync(user, "to", "new_session_name=two").ReadAsync(200);

        var moved = await PatchAsync(user, "from", "new_session_id=to").ReadAsync(200);
        var same = await PatchAsync(user, "to", "new_session_id=to").ReadAsync(200);

        Assert.Equal(["1"], moved.Texts());
        Assert.Equal(["1", "2"], same.Texts());
        Assert.Equal("two", Assert.Single((await user.Client.GetAsync(SessionsPath).ReadAsync(200)).EnumerateArray()).Text("session_name"));
    }

    [Theory]
    [InlineData("", "missing", "new_session_name")]
    [InlineData("new_session_name=", "string_too_short", "new_session_name")]
    [InlineData("new_session_id=", "string_too_short", "new_session_id")]
    [InlineData("new_session_name=x&flow_id=5", "uuid_parsing", "flow_id")]
    public async Task Rename_ToWhatCannotBe_SaysWhere(string query, string type, string field)
    {
        var error = (await server.Admin.SendAsync(HttpMethod.Patch, $"{MessagesPath}/session/s?{query}").ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal((type, $"""["query","{field}"]"""), (error.Text("type"), error.GetProperty("loc").GetRawText()));
    }

    [Theory]
    [InlineData("new_session_name", 256)]
    [InlineData("new_session_id", 1_001)]
    public async Task Rename_ToSomethingEndless_IsRefused(string field, int length) =>
        Assert.Equal(
            "string_too_long",
            (await server.Admin.SendAsync(HttpMethod.Patch, $"{MessagesPath}/session/s?{field}={new string('x', length)}").ReadAsync(422))
                .GetProperty("detail")[0].Text("type"));

    [Fact]
    public async Task Delete_OfASession_DeletesItsMessagesAndItsName()
    {
        var user = await server.NewUserAsync();
        var (flow, other) = (await server.SaveFlowAsync(user, "chat-echo"), await server.SaveFlowAsync(user, "chat-echo"));
        await server.SayAsync(user, flow, "s", "1", "2");
        await server.SayAsync(user, other, "s", "3");
        await server.SayAsync(user, flow, "t", "4");
        await PatchAsync(user, "s", "new_session_name=Name").ReadAsync(200);
        Assert.Equal(["1", "2"], await server.RememberedAsync(user, flow, "s"));

        await user.Client.DeleteAsync($"{MessagesPath}/session/s?flow_id={flow}").ReadAsync(204);
        Assert.Equal(["3", "4"], (await user.Client.ListAsync()).Texts());
        Assert.Empty(await server.RememberedAsync(user, flow, "s"));
        await user.Client.DeleteAsync($"{MessagesPath}/session/s").ReadAsync(204);
        await user.Client.DeleteAsync($"{MessagesPath}/session/s").ReadAsync(204);

        Assert.Equal(["4"], (await user.Client.ListAsync()).Texts());
        Assert.Equal(["t"], (await user.Client.GetAsync(SessionsPath).ReadAsync(200)).Texts("session_id"));
    }

    [Fact]
    public async Task DeleteSeveral_CountsThoseThatWereThere()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        await server.SayAsync(user, flow, "a", "1");
        await server.SayAsync(user, flow, "b", "2");
        await server.SayAsync(user, flow, "c", "3");

        var answer = await user.Client.SendAsync(HttpMethod.Delete, SessionsPath, """["a","b","b","invented"]""").ReadAsync(200);

        Assert.Equal("""{"message":"Deleted 2 sessions with their messages"}""", answer.GetRawText());
        Assert.Equal(["3"], (await user.Client.ListAsync()).Texts());
    }

    [Fact]
    public async Task DeleteSeveral_OfTooManyOrNoTexts_IsRefused()
    {
        var many = JsonSerializer.Serialize(Enumerable.Range(0, 501).Select(number => $"{number}"));

        Assert.Equal("At most 500 sessions can be deleted at once", await server.Admin.SendAsync(HttpMethod.Delete, SessionsPath, many).ReadErrorAsync(400));
        foreach (var (body, type) in new[] { ("{}", "list_type"), ("[5]", "string_type"), ("""["\ud800"]""", "string_unicode") })
        {
            Assert.Equal(type, (await server.Admin.SendAsync(HttpMethod.Delete, SessionsPath, body).ReadAsync(422)).GetProperty("detail")[0].Text("type"));
        }
    }

    private static Task<HttpResponseMessage> PatchAsync(TestUser user, string session, string query) =>
        user.Client.SendAsync(HttpMethod.Patch, $"{MessagesPath}/session/{session}?{query}");
}
