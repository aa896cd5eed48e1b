using System.Text.Json;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Messages;
using static SkillFlaw.WebApi.Monitor.MonitorSteps;

namespace SkillFlaw.WebApi.Monitor;

[Collection(nameof(SharedServer))]
public sealed class MessageTests(WebServer server)
{
    [Fact]
    public async Task List_OfAMessage_HasItsShape()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        await server.SayAsync(user, flow, "s", "Tell me a story");
        var id = (await server.MessagesAsync(flow))[0].Id;

        var list = await user.Client.ListAsync();

        Assert.Equal(
            $$"""
            [{"sender":"User","sender_name":"User","session_id":"s","context_id":null,"ip_address":null,"flow_version":null,
            "text":"Tell me a story","files":[],"error":false,"edit":false,"start_time":null,"end_time":null,
            "properties":{"text_color":null,"background_color":null,"edited":false,"source":{"id":null,"display_name":null,"source":null},
            "icon":null,"allow_markdown":false,"positive_feedback":null,"state":"complete","targets":[]},"category":"message","content_blocks":[],
            "id":{{id}},"tenant_id":"{{user.TenantId}}","flow_id":"{{flow}}","timestamp":"2026-01-20T07:42:56.123456Z"}]
            """.ReplaceLineEndings(""),
            list.GetRawText());
    }

    [Fact]
    public async Task List_OfEverything_HasAllInTheOrderOfStoring()
    {
        var user = await server.NewUserAsync();
        var (flow, other) = (await server.SaveFlowAsync(user, "chat-echo"), await server.SaveFlowAsync(user, "chat-echo"));
        await server.SayAsync(user, flow, "a", "1");
        await server.SayAsync(user, other, "a", "2");
        await server.SayAsync(user, flow, "b c%/", [.. Enumerable.Range(3, 300).Select(number => $"{number}")]);

        Assert.Equal(Enumerable.Range(1, 302).Select(number => $"{number}"), (await user.Client.ListAsync()).Texts());
        Assert.Equal(["1", "2"], (await user.Client.ListAsync("session_id=a")).Texts());
        Assert.Equal(["2"], (await user.Client.ListAsync($"flow_id={other}")).Texts());
        Assert.Equal(["1"], (await user.Client.ListAsync($"flow_id={flow}&session_id=a")).Texts());
        Assert.Equal(300, (await user.Client.ListAsync("session_id=b%2520c%2525%252F")).GetArrayLength());
        Assert.Empty((await user.Client.ListAsync("session_id=invented")).Texts());
        Assert.Empty((await user.Client.ListAsync("sender=Machine")).Texts());
        Assert.Equal(302, (await user.Client.ListAsync("sender=User&sender_name=User")).GetArrayLength());
    }

    [Fact]
    public async Task List_InAnotherOrder_IsSorted()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        await server.SayAsync(user, flow, "s", "b", "c", "a");

        Assert.Equal(["a", "b", "c"], (await user.Client.ListAsync("order_by=text")).Texts());
        Assert.Equal(["b", "c", "a"], (await user.Client.ListAsync("order_by=timestamp")).Texts());
        Assert.Equal(["b", "c", "a"], (await user.Client.ListAsync("order_by=")).Texts());
        foreach (var column in new[] { "id", "sender", "sender_name", "session_id", "context_id", "flow_id", "category", "error", "edit" })
        {
            Assert.Equal(3, (await user.Client.ListAsync($"order_by={column}")).GetArrayLength());
        }

        var error = (await user.Client.GetAsync($"{MessagesPath}?order_by=tenant_id;drop").ReadAsync(422)).GetProperty("detail")[0];
        Assert.Equal(("literal_error", """["query","order_by"]"""), (error.Text("type"), error.GetProperty("loc").GetRawText()));
    }

    [Fact]
    public async Task List_MessageWithBlocksAndErrors_HasThem()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        var blocks = FlowValue.Of([FlowValue.Of(("title", FlowValue.Of("Error")), ("contents", new Data(FlowValue.Of(("text", FlowValue.Of("x"))))))]);
        await server.StoreAsync(MessageTable.Instance.Insert(
            new Message("failed") { SessionId = "s", Category = "error", ContentBlocks = (ListValue)blocks, Files = ["a.png"] }
                .ToRow(user.TenantId, flow, TimeProvider.System)));

        var message = (await user.Client.ListAsync())[0];

        Assert.Equal("error", message.Text("category"));
        Assert.Equal("""["a.png"]""", message.GetProperty("files").GetRawText());
        Assert.DoesNotContain("$type", message.GetProperty("content_blocks").GetRawText(), StringComparison.Ordinal);
        Assert.Equal("Error", message.GetProperty("content_blocks")[0].Text("title"));
    }

    [Fact]
    public async Task Delete_ByNumbersAndUuids_DeletesThoseAndIsForgottenBySessions()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        await server.SayAsync(user, flow, "s", "1", "2", "3", "4");
        var stored = await server.MessagesAsync(flow);
        Assert.Equal(["1", "2", "3", "4"], await server.RememberedAsync(user, flow, "s"));

        await user.Client.SendAsync(
            HttpMethod.Delete, MessagesPath, $"""[{stored[0].Id},"{stored[1].MessageId}","{stored[2].Id}",999999999999,"{Guid.NewGuid()}"]""").ReadAsync(204);

        Assert.Equal(["4"], (await user.Client.ListAsync()).Texts());
        Assert.Equal(["4"], await server.RememberedAsync(user, flow, "s"));
    }

    [Theory]
    [InlineData("{}", "list_type", """["body"]""")]
    [InlineData("", "missing", """["body"]""")]
    [InlineData("""[1,"x"]""", "int_parsing", """["body",1]""")]
    [InlineData("[null]", "int_type", """["body",0]""")]
    [InlineData("[1.5]", "int_parsing", """["body",0]""")]
    public async Task Delete_OfWhatAreNoIds_SaysWhere(string body, string type, string location)
    {
        var error = (await server.Admin.SendAsync(HttpMethod.Delete, MessagesPath, body).ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal((type, location), (error.Text("type"), error.GetProperty("loc").GetRawText()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Update_OfAllThatCanChange_ChangesIt(bool byUuid)
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        await server.SayAsync(user, flow, "s", "before");
        var stored = (await server.MessagesAsync(flow))[0];

        var answer = await user.Client.SendAsync(HttpMethod.Put, $"{MessagesPath}/{(byUuid ? stored.MessageId : stored.Id)}", """
            {"text":"after","sender":"Machine","sender_name":"AI","session_id":"t","context_id":"c","ip_address":"127.0.0.1","flow_version":"v2",
             "files":["a.png"],"error":true,"start_time":"2026-01-20T07:42:56Z","end_time":"2026-01-20T08:42:57.5+01:00","category":"warning",
             "content_blocks":[{"title":"x"}],"properties":{"positive_feedback":true,"icon":"Bot","state":"partial"},
             "id":5,"tenant_id":"00000000-0000-0000-0000-000000000000","flow_id":"00000000-0000-0000-0000-000000000000"}
            """).ReadAsync(200);

        var listed = (await user.Client.ListAsync("session_id=t"))[0];
        Assert.Equal(answer.GetRawText(), listed.GetRawText());
        Assert.Equal(stored.Id, answer.GetProperty("id").GetInt64());
        Assert.Equal(
            ("after", "Machine", "AI", "c", "127.0.0.1", "v2", "warning"),
            (listed.Text("text"), listed.Text("sender"), listed.Text("sender_name"), listed.Text("context_id"), listed.Text("ip_address"),
                listed.Text("flow_version"), listed.Text("category")));
        Assert.Equal(("2026-01-20T07:42:56Z", "2026-01-20T07:42:57.500000Z"), (listed.Text("start_time"), listed.Text("end_time")));
        Assert.Equal("""[{"title":"x"}]""", listed.GetProperty("content_blocks").GetRawText());
        Assert.True(listed.GetProperty("error").GetBoolean() && listed.GetProperty("edit").GetBoolean());
        var properties = listed.GetProperty("properties");
        Assert.True(properties.GetProperty("positive_feedback").GetBoolean());
        Assert.Equal(("Bot", "partial"), (properties.Text("icon"), properties.Text("state")));
        Assert.Equal(flow, listed.GetProperty("flow_id").GetGuid());
    }

    [Fact]
    public async Task Update_OfPartOfTheProperties_KeepsTheOthers()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        await server.SayAsync(user, flow, "s", "text");
        var path = $"{MessagesPath}/{(await server.MessagesAsync(flow))[0].Id}";
        await user.Client.SendAsync(HttpMethod.Put, path, """{"properties":{"positive_feedback":false,"icon":"Bot"},"ip_address":"::1"}""").ReadAsync(200);

        var answer = await user.Client.SendAsync(
            HttpMethod.Put, path, """{"text":null,"properties":{"positive_feedback":null},"flow_version":"2"}""").ReadAsync(200);

        Assert.Equal(JsonValueKind.Null, answer.GetProperty("properties").GetProperty("positive_feedback").ValueKind);
        Assert.Equal("Bot", answer.GetProperty("properties").Text("icon"));
        Assert.Equal(("::1", "2"), (answer.Text("ip_address"), answer.Text("flow_version")));
        Assert.False(answer.GetProperty("edit").GetBoolean());
    }

    [Fact]
    public async Task Update_ToTheSameText_IsNoEdit()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        await server.SayAsync(user, flow, "s", "text");
        var path = $"{MessagesPath}/{(await server.MessagesAsync(flow))[0].Id}";

        Assert.False((await user.Client.SendAsync(HttpMethod.Put, path, """{"text":"text"}""").ReadAsync(200)).GetProperty("edit").GetBoolean());
        Assert.True((await user.Client.SendAsync(HttpMethod.Put, path, """{"text":"other","edit":false}""").ReadAsync(200)).GetProperty("edit").GetBoolean());
        Assert.False((await user.Client.SendAsync(HttpMethod.Put, path, """{"edit":false}""").ReadAsync(200)).GetProperty("edit").GetBoolean());
    }

    [Fact]
    public async Task Update_OfASessionInMemory_IsReadByTheNextRun()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        await server.SayAsync(user, flow, "s", "before", "moved");
        var stored = await server.MessagesAsync(flow);
        Assert.Equal(["before", "moved"], await server.RememberedAsync(user, flow, "s"));
        Assert.Empty(await server.RememberedAsync(user, flow, "t"));

        await user.Client.SendAsync(HttpMethod.Put, $"{MessagesPath}/{stored[0].Id}", """{"text":"after"}""").ReadAsync(200);
        await user.Client.SendAsync(HttpMethod.Put, $"{MessagesPath}/{stored[1].Id}", """{"session_id":"t"}""").ReadAsync(200);

        Assert.Equal(["after"], await server.RememberedAsync(user, flow, "s"));
        Assert.Equal(["moved"], await server.RememberedAsync(user, flow, "t"));
    }

    [Theory]
    [InlineData("""{"text":5}""", "string_type", """["body","text"]""")]
    [InlineData("""{"files":"a"}""", "list_type", """["body","files"]""")]
    [InlineData("""{"edit":"maybe"}""", "bool_parsing", """["body","edit"]""")]
    [InlineData("""{"start_time":"soon"}""", "datetime_parsing", """["body","start_time"]""")]
    [InlineData("""{"properties":[]}""", "dict_type", """["body","properties"]""")]
    [InlineData("""{"properties":{"state":"half"}}""", "enum", """["body","properties","state"]""")]
    [InlineData("""{"category":"other"}""", "enum", """["body","category"]""")]
    [InlineData("""{"content_blocks":[1]}""", "model_attributes_type", """["body","content_blocks",0]""")]
    [InlineData("[]", "model_attributes_type", """["body"]""")]
    public async Task Update_WithWhatCannotBe_SaysWhere(string body, string type, string location)
    {
        var error = (await server.Admin.SendAsync(HttpMethod.Put, $"{MessagesPath}/1", body).ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal((type, location), (error.Text("type"), error.GetProperty("loc").GetRawText()));
    }

    [Fact]
    public async Task Update_WithATooLongSession_IsRefused()
    {
        var body = $$"""{"session_id":"{{new string('x', 1_001)}}"}""";

        var error = (await server.Admin.SendAsync(HttpMethod.Put, $"{MessagesPath}/1", body).ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal("string_too_long", error.Text("type"));
    }

    [Fact]
    public async Task Update_OfNoId_SaysSo()
    {
        var error = (await server.Admin.SendAsync(HttpMethod.Put, $"{MessagesPath}/x", "{}").ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal(("int_parsing", """["path","message_id"]"""), (error.Text("type"), error.GetProperty("loc").GetRawText()));
    }
}
