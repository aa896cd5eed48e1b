using System.IO.Compression;
using System.Text.Json;
using static SkillFlaw.WebApi.Flows.FlowSteps;

namespace SkillFlaw.WebApi.Flows;

[Collection(nameof(SharedServer))]
public sealed class FlowListTests(WebServer server)
{
    [Fact]
    public async Task List_WithoutAnything_IsAnArrayOfTheCallersFlowsNewestFirst()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());
        var (first, second) = (await user.Client.CreateFlowAsync(), await user.Client.CreateFlowAsync());
        await other.Client.CreateFlowAsync();
        first = await user.Client.PatchFlowAsync(first, "{}").ReadAsync(200);

        var flows = await user.Client.GetAsync(FlowsPath).ReadAsync(200);

        Assert.Equal(2, flows.GetArrayLength());
        Assert.True(JsonElement.DeepEquals(first, flows[0]));
        Assert.True(JsonElement.DeepEquals(second, flows[1]));
    }

    [Fact]
    public async Task List_ForWhoTakesGzip_IsCompressed()
    {
        var user = await server.NewUserAsync();
        await user.Client.CreateFlowAsync("zipped");
        var request = new HttpRequestMessage(HttpMethod.Get, FlowsPath) { Headers = { { "Accept-Encoding", "gzip" } } };

        using var answer = await user.Client.SendAsync(request);

        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        await using var plain = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        Assert.Equal(["zipped"], (await JsonSerializer.DeserializeAsync<JsonElement>(plain)).Names());
    }

    [Fact]
    public async Task List_OfHeaders_HasDocumentsOfComponentsOnly()
    {
        var user = await server.NewUserAsync();
        await user.Client.CreateFlowAsync("a", """ "data":{"nodes":[],"edges":[]} """);
        await user.Client.CreateFlowAsync("b", """ "data":{"nodes":[],"edges":[]},"is_component":true,"tags":["t"],"access_type":"PUBLIC" """);

        var headers = await user.Client.GetAsync($"{FlowsPath}?header_flows=true&sort_by=name&sort_order=asc").ReadAsync(200);

        Assert.Equal(
            [
                "id", "name", "project_id", "folder_id", "is_component", "endpoint_name", "description", "data", "access_type", "tags",
                "mcp_enabled", "action_name", "action_description",
            ],
            headers[0].EnumerateObject().Select(field => field.Name));
        Assert.Equal(JsonValueKind.Null, headers[0].GetProperty("data").ValueKind);
        Assert.Equal("""{"nodes":[],"edges":[]}""", headers[1].GetProperty("data").GetRawText());
        Assert.Equal(("PUBLIC", """["t"]"""), (headers[1].Text("access_type"), headers[1].GetProperty("tags").GetRawText()));
    }

    [Theory]
    [InlineData("", "c,b,a")]
    [InlineData("sort_by=name", "c,b,a")]
    [InlineData("sort_by=name&sort_order=asc", "a,b,c")]
    [InlineData("sort_by=create_at&sort_order=asc", "a,b,c")]
    [InlineData("components_only=true", "b")]
    [InlineData("exclude_deleted=true", "c,b")]
    [InlineData("keyword=hay", "c")]
    [InlineData("keyword=%25", "")]
    [InlineData("flow_type=agent", "a")]
    [InlineData("workflow_status=online", "b")]
    [InlineData("workflow_status=offline", "c,a")]
    [InlineData("workflow_status=hold", "c")]
    [InlineData("org_id=4", "c")]
    [InlineData("filter-business-id=3", "b")]
    [InlineData("remove_example_flows=true&all_projects=true&include-sub-businesses=1&include_descendant_orgs=1", "c,b,a")]
    public async Task List_WithAFilter_HasWhatItLetsThrough(string query, string expected)
    {
        var user = await server.NewUserAsync();
        var a = await user.Client.CreateFlowAsync("a", """ "flow_type":"agent","is_deleted":true """);
        var b = await user.Client.CreateFlowAsync("b", """ "is_component":true,"is_online":true,"business_id":3 """);
        var c = await user.Client.CreateFlowAsync("c", """ "description":"a haystack","is_hold":true,"org_id":4 """);
        foreach (var flow in (JsonElement[])[a, b, b, c, c, c])
        {
            await user.Client.PatchFlowAsync(flow, "{}").ReadAsync(200);
        }

        Assert.Equal(expected, string.Join(',', (await user.Client.GetAsync($"{FlowsPath}?{query}").ReadAsync(200)).Names()));
    }

    [Fact]
    public async Task List_OfAPage_HasTheEnvelope()
    {
        var user = await server.NewUserAsync();
        var project = await user.Client.CreateProjectAsync();
        foreach (var name in (string[])["a", "b", "c"])
        {
            await user.Client.CreateFlowAsync(name, $"\"project_id\":\"{project.Text("id")}\"");
        }

        await user.Client.CreateFlowAsync("default");
        Task<JsonElement> Page(string query) => user.Client.GetAsync($"{FlowsPath}?get_all=false&sort_by=name&sort_order=asc&{query}").ReadAsync(200);

        var page = await Page($"project_id={project.Text("id")}&page=2&size=2");
        Assert.Equal(["items", "total", "page", "size", "pages"], page.EnumerateObject().Select(field => field.Name));
        Assert.Equal(["c"], page.GetProperty("items").Names());
        Assert.Equal((3, 2, 2, 2), (Count(page, "total"), Count(page, "page"), Count(page, "size"), Count(page, "pages")));
        Assert.Equal(["a", "b", "c"], (await Page($"folder_id={project.Text("id")}")).GetProperty("items").Names());
        Assert.Equal(["default"], (await Page("")).GetProperty("items").Names());
        Assert.Equal(4, Count(await Page("all_projects=true"), "total"));
        var none = await Page($"project_id={Guid.NewGuid()}");
        Assert.Equal((0, 1, 50, 0), (Count(none, "total"), Count(none, "page"), Count(none, "size"), Count(none, "pages")));
    }

    [Fact]
    public async Task List_OfWhoHasNothing_IsEmpty()
    {
        var user = await server.NewUserAsync();

        Assert.Equal("[]", (await user.Client.GetAsync(FlowsPath).ReadAsync(200)).GetRawText());
        Assert.Equal("""{"items":[],"total":0,"page":1,"size":50,"pages":0}""", (await user.Client.GetAsync($"{FlowsPath}?get_all=false").ReadAsync(200)).GetRawText());
    }

    [Theory]
    [InlineData("page=0", "greater_than_equal", "page")]
    [InlineData("size=0", "greater_than_equal", "size")]
    [InlineData("size=101", "less_than_equal", "size")]
    [InlineData("page=x", "int_parsing", "page")]
    [InlineData("get_all=7", "bool_parsing", "get_all")]
    [InlineData("project_id=7", "uuid_parsing", "project_id")]
    public async Task List_WithAWrongQuery_SaysWhatIsWrong(string query, string type, string field)
    {
        var error = Assert.Single((await server.Admin.GetAsync($"{FlowsPath}?{query}").ReadAsync(422)).GetProperty("detail").EnumerateArray());

        Assert.Equal(type, error.Text("type"));
        Assert.Equal($"[\"query\",\"{field}\"]", error.GetProperty("loc").GetRawText());
    }

    [Fact]
    public async Task List_WithoutTheSlash_IsSentThere()
    {
        using var answer = await server.Admin.GetAsync("/api/v1/flows?keyword=a");

        Assert.Equal(307, (int)answer.StatusCode);
        Assert.Equal("/api/v1/flows/?keyword=a", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task List_OfManyFlows_HasThemAllOnce()
    {
        var user = await server.NewUserAsync();
        var flows = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"name":"{{i}}"}"""));
        await user.Client.SendAsync(HttpMethod.Post, $"{FlowsPath}batch/", $$"""{"flows":[{{flows}}]}""").ReadAsync(201);

        var names = (await user.Client.GetAsync(FlowsPath).ReadAsync(200)).Names();

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}").Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    private static int Count(JsonElement page, string name) => page.GetProperty(name).GetInt32();
}
