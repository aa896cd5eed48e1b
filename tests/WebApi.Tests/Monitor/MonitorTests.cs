using System.Text.Json;
using static SkillFlaw.WebApi.Monitor.MonitorSteps;

namespace SkillFlaw.WebApi.Monitor;

[Collection(nameof(SharedServer))]
public sealed class MonitorTests(WebServer server)
{
    [Fact]
    public async Task Builds_OfAFlow_AreTheLatestOfEachVertex()
    {
        var user = await server.NewUserAsync();
        var (flow, other) = (await server.SaveFlowAsync(user, "chat-echo"), await server.SaveFlowAsync(user, "chat-echo"));
        var job = Guid.NewGuid();
        await server.StoreAsync(
            Build(user, flow, "ChatInput-a1", """{"run":1}"""),
            Build(user, flow, "ChatOutput-b2", """{"run":1}"""),
            Build(user, flow, "ChatInput-a1", """{"run":2}""", job),
            Build(user, other, "ChatInput-a1", """{"run":3}"""));

        var answer = await user.Client.GetAsync($"{MonitorPath}/builds?flow_id={flow}").ReadAsync(200);

        Assert.Equal(["ChatInput-a1", "ChatOutput-b2"], answer.GetProperty("vertex_builds").EnumerateObject().Select(vertex => vertex.Name).Order());
        Assert.Equal(
            $$"""
            [{"timestamp":"2026-01-20T07:42:56.123456Z","id":"ChatInput-a1","data":{"run":2},"artifacts":{"a":1},"params":"params","valid":true,
            "flow_id":"{{flow}}","build_id":"{{job}}"}]
            """.ReplaceLineEndings(""),
            answer.GetProperty("vertex_builds").GetProperty("ChatInput-a1").GetRawText());
    }

    [Fact]
    public async Task DeleteBuilds_OfAFlow_LeavesOtherFlows()
    {
        var user = await server.NewUserAsync();
        var (flow, other) = (await server.SaveFlowAsync(user, "chat-echo"), await server.SaveFlowAsync(user, "chat-echo"));
        await server.StoreAsync([.. Enumerable.Range(0, 600).Select(number => Build(user, flow, $"{number}")), Build(user, other, "a")]);

        await user.Client.DeleteAsync($"{MonitorPath}/builds?flow_id={flow}").ReadAsync(204);

        Assert.Equal("""{"vertex_builds":{}}""", (await user.Client.GetAsync($"{MonitorPath}/builds?flow_id={flow}").ReadAsync(200)).GetRawText());
        Assert.Single((await user.Client.GetAsync($"{MonitorPath}/builds?flow_id={other}").ReadAsync(200)).GetProperty("vertex_builds").EnumerateObject());
    }

    [Fact]
    public async Task Transactions_OfAFlow_AreShownPageByPageNewestFirst()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        await server.StoreAsync([.. Enumerable.Range(0, 5).Select(number => Executed(user, flow, $"{number}"))]);

        var first = await user.Client.GetAsync($"{MonitorPath}/transactions?flow_id={flow}&size=2").ReadAsync(200);
        var last = await user.Client.GetAsync($"{MonitorPath}/transactions?flow_id={flow}&page=3&size=2").ReadAsync(200);
        var beyond = await user.Client.GetAsync($"{MonitorPath}/transactions?flow_id={flow}&page=99").ReadAsync(200);

        Assert.Equal(["4", "3"], first.GetProperty("items").Texts("vertex_id"));
        Assert.Equal(["0"], last.GetProperty("items").Texts("vertex_id"));
        Assert.Equal((5, 3, 2, 3), (Number(last, "total"), Number(last, "page"), Number(last, "size"), Number(last, "pages")));
        Assert.Equal("""{"items":[],"total":5,"page":99,"size":50,"pages":1}""", beyond.GetRawText());
    }

    [Fact]
    public async Task Transactions_OfAFlow_HaveTheirShape()
    {
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");
        await server.StoreAsync(Executed(user, flow, "a"), Executed(user, flow, "b", "It broke"));

        var items = (await user.Client.GetAsync($"{MonitorPath}/transactions?flow_id={flow}").ReadAsync(200)).GetProperty("items");

        Assert.Equal(
            $$$"""
            {"id":"{{{items[1].GetProperty("id").GetGuid()}}}","timestamp":"2026-01-20T07:42:56.123456","vertex_id":"a","target_id":null,
            "inputs":{"temperature":0.1},"outputs":{"text":{"message":"Hi","type":"text"}},"status":"success"}
            """.ReplaceLineEndings(""),
            items[1].GetRawText());
        Assert.Equal(("error", JsonValueKind.Null), (items[0].Text("status"), items[0].GetProperty("outputs").ValueKind));
        Assert.DoesNotContain("It broke", items[0].GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "builds", "missing", "flow_id")]
    [InlineData("DELETE", "builds", "missing", "flow_id")]
    [InlineData("GET", "transactions", "missing", "flow_id")]
    [InlineData("GET", "builds?flow_id=x", "uuid_parsing", "flow_id")]
    [InlineData("GET", "messages?flow_id=x", "uuid_parsing", "flow_id")]
    [InlineData("GET", "messages/sessions?flow_id=x", "uuid_parsing", "flow_id")]
    [InlineData("GET", "transactions?flow_id=0746f03b-16cc-49fb-9833-df3713d407d2&page=0", "greater_than_equal", "page")]
    [InlineData("GET", "transactions?flow_id=0746f03b-16cc-49fb-9833-df3713d407d2&size=101", "less_than_equal", "size")]
    [InlineData("GET", "transactions?flow_id=0746f03b-16cc-49fb-9833-df3713d407d2&size=x", "int_parsing", "size")]
    public async Task Query_ThatIsWrong_SaysWhere(string method, string path, string type, string field)
    {
        var error = (await server.Admin.SendAsync(new HttpMethod(method), $"{MonitorPath}/{path}").ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal((type, $"""["query","{field}"]"""), (error.Text("type"), error.GetProperty("loc").GetRawText()));
    }

    private static int Number(JsonElement page, string name) => page.GetProperty(name).GetInt32();
}
