using System.Text.Json;
using static SkillFlaw.WebApi.Flows.FlowSteps;

namespace SkillFlaw.WebApi.Flows;

[Collection(nameof(SharedServer))]
public sealed class FlowCreationTests(WebServer server)
{
    [Fact]
    public async Task Create_WithNameOnly_HasEveryField()
    {
        var user = await server.NewUserAsync();

        var flow = await user.Client.CreateFlowAsync("My flow");

        Assert.Equal(
            [
                "name", "description", "flow_skill", "icon", "icon_bg_color", "gradient", "data", "is_component", "updated_at", "webhook",
                "endpoint_name", "tags", "locked", "is_online", "is_version", "is_hold", "is_endpoint", "is_deleted", "flow_type", "online_version",
                "mcp_enabled", "action_name", "action_description", "access_type", "id", "user_id", "tenant_id", "business_id", "is_self", "org_id",
                "project_id", "folder_id", "create_at", "m_uid", "creator_name",
            ],
            flow.EnumerateObject().Select(field => field.Name));
        Assert.Equal("PRIVATE", flow.Text("access_type"));
        Assert.Equal("", flow.Text("flow_type"));
        Assert.Equal("[]", flow.GetProperty("tags").GetRawText());
        Assert.Equal(JsonValueKind.Null, flow.GetProperty("data").ValueKind);
        Assert.Equal(user.Id, flow.GetProperty("user_id").GetInt32());
        Assert.Equal(user.TenantId, flow.GetProperty("tenant_id").GetGuid());
        Assert.Equal(user.Username, flow.Text("creator_name"));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$", flow.Text("updated_at"));
    }

    [Fact]
    public async Task Create_WithEverything_KeepsIt()
    {
        var user = await server.NewUserAsync();
        const string Fields = """
            "description":"d","flow_skill":"s","icon":":robot:","icon_bg_color":"#123456","gradient":"2","is_component":true,"webhook":true,
            "endpoint_name":"End_point-1","tags":["a","ü"],"locked":true,"is_online":true,"is_version":true,"is_hold":true,"is_endpoint":true,
            "is_deleted":true,"flow_type":"t","online_version":"1","mcp_enabled":true,"action_name":"n","action_description":"m",
            "access_type":"RESTRICTED","business_id":7,"is_self":true,"org_id":9
            """;

        var flow = await user.Client.CreateFlowAsync(fields: Fields);

        foreach (var sent in JsonElement.Parse($$"""{{{Fields}}}""").EnumerateObject())
        {
            Assert.True(JsonElement.DeepEquals(sent.Value, flow.GetProperty(sent.Name)), sent.Name);
        }

        Assert.True(JsonElement.DeepEquals(flow, await user.Client.ReadFlowAsync(flow)));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{ "nodes" : [ ],"edges":[],  "viewport":{"x":1.0,"y":1e2,"zoom":12345678901234567890123} , "nodes" : [ ] }""")]
    [InlineData("""{"nodes":[{"id":"x","value":"\ud800 \u00e9 é \u0000 💡 ."}],"edges":{}}""")]
    public async Task Create_WithDocument_GivesItBackToTheLetter(string document)
    {
        var user = await server.NewUserAsync();

        var flow = await user.Client.CreateFlowAsync(fields: $"\"data\":{document}");

        Assert.Equal(document, flow.GetProperty("data").GetRawText());
        Assert.Equal(document, (await user.Client.ReadFlowAsync(flow)).GetProperty("data").GetRawText());
        Assert.Equal(document, (await user.Client.GetAsync(FlowsPath).ReadAsync(200))[0].GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Create_WithATakenName_CountsOnFromTheHighest()
    {
        var user = await server.NewUserAsync();
        foreach (var name in (string[])["flow", "flow", "flow (7)", "flow (x)", "flow (99999999999999999999)", "flow (8) ", "Flow (50)"])
        {
            await user.Client.CreateFlowAsync(name);
        }

        Assert.Equal("flow (8)", (await user.Client.CreateFlowAsync("flow")).Text("name"));
        Assert.Equal("flow (1) (1)", (await user.Client.CreateFlowAsync("flow (1)")).Text("name"));
        Assert.Equal("flow", (await (await server.NewUserAsync()).Client.CreateFlowAsync("flow")).Text("name"));
    }

    [Fact]
    public async Task Create_WithATakenEndpointName_CountsOnFromTheHighest()
    {
        var user = await server.NewUserAsync();
        foreach (var name in (string[])["run", "run", "run-x", "run-7", "run-7-9"])
        {
            await user.Client.CreateFlowAsync(fields: $"\"endpoint_name\":\"{name}\"");
        }

        Assert.Equal("run-8", (await user.Client.CreateFlowAsync(fields: "\"endpoint_name\":\"run\"")).Text("endpoint_name"));
        Assert.Equal("run-7-10", (await user.Client.CreateFlowAsync(fields: "\"endpoint_name\":\"run-7\"")).Text("endpoint_name"));
    }

    [Fact]
    public async Task Create_FiftyAtOnceWithOneName_AllHaveTheirOwn()
    {
        var user = await server.NewUserAsync();

        var flows = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => user.Client.CreateFlowAsync("same", "\"endpoint_name\":\"same\"")));

        Assert.Equal(
            ["same", .. Enumerable.Range(1, 49).Select(i => $"same ({i})").Order(StringComparer.Ordinal)],
            flows.Select(flow => flow.Text("name")).Order(StringComparer.Ordinal));
        Assert.Equal(50, flows.Select(flow => flow.Text("endpoint_name")).Distinct().Count());
        Assert.Single(flows.Select(flow => flow.Text("project_id")).Distinct());
    }

    [Theory]
    [InlineData("\"endpoint_name\":\"a b\"", "Endpoint name must contain only letters, numbers, hyphens, and underscores")]
    [InlineData("\"endpoint_name\":\"\"", "Endpoint name must contain only letters, numbers, hyphens, and underscores")]
    [InlineData("\"endpoint_name\":\"é\"", "Endpoint name must contain only letters, numbers, hyphens, and underscores")]
    [InlineData("\"endpoint_name\":5", "Endpoint name must be a string")]
    public async Task Create_WithAWrongEndpointName_IsRefusedWithAText(string field, string detail) =>
        Assert.Equal(detail, await server.Admin.SendAsync(HttpMethod.Post, FlowsPath, $$"""{"name":"x",{{field}}}""").ReadErrorAsync(422));

    [Theory]
    [InlineData("""{}""", "missing", "name", "Field required")]
    [InlineData("""{"name":null}""", "string_type", "name", "Input should be a valid string")]
    [InlineData("""{"name":"x","data":[]}""", "dict_type", "data", "Input should be a valid dictionary")]
    [InlineData("""{"name":"x","data":{"edges":[]}}""", "value_error", "data", "Value error, Flow must have nodes")]
    [InlineData("""{"name":"x","data":{"nodes":[]}}""", "value_error", "data", "Value error, Flow must have edges")]
    [InlineData("""{"name":"x","icon_bg_color":"1234567"}""", "value_error", "icon_bg_color", "Value error, Icon background color must start with #")]
    [InlineData("""{"name":"x","icon_bg_color":"#12345"}""", "value_error", "icon_bg_color", "Value error, Icon background color must be 7 characters long")]
    [InlineData("""{"name":"x","icon":":robot"}""", "value_error", "icon", "Value error, Invalid emoji. :robot is not a valid emoji.")]
    [InlineData("""{"name":"x","access_type":"OPEN"}""", "enum", "access_type", "Input should be 'PRIVATE', 'PUBLIC' or 'RESTRICTED'")]
    [InlineData("""{"name":"x","is_component":"\ud800"}""", "bool_parsing", "is_component", "Input should be a valid boolean, unable to interpret input")]
    [InlineData("""{"name":"\ud800"}""", "string_unicode", "name", "Input should be a valid string, unable to parse raw data as a unicode string")]
    [InlineData("""{"name":"x","project_id":"\ud800"}""", "uuid_parsing", "project_id", "Input should be a valid UUID")]
    public async Task Create_WithAWrongField_SaysWhatIsWrong(string body, string type, string field, string message)
    {
        var errors = (await server.Admin.SendAsync(HttpMethod.Post, FlowsPath, body).ReadAsync(422)).GetProperty("detail");

        var error = Assert.Single(errors.EnumerateArray());
        Assert.Equal((type, message), (error.Text("type"), error.Text("msg")));
        Assert.Equal($"[\"body\",\"{field}\"]", error.GetProperty("loc").GetRawText());
    }

    [Fact]
    public async Task Create_WithANameThatNoIndexTakes_IsRefused()
    {
        var error = (await server.Admin.SendAsync(HttpMethod.Post, FlowsPath, $$"""{"name":"{{new string('é', 501)}}"}""").ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal("string_too_long", error.Text("type"));
        await server.Admin.CreateFlowAsync(new string('é', 500));
    }

    [Theory]
    [InlineData("""{"name":"x","\ud800":1}""")]
    [InlineData("""{"name":"x""")]
    public async Task Create_WithoutJson_IsRefused(string body)
    {
        var error = (await server.Admin.SendAsync(HttpMethod.Post, FlowsPath, body).ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal("json_invalid", error.Text("type"));
    }

    [Fact]
    public async Task Create_ForAnother_IsStillTheCallers()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());

        var flow = await user.Client.CreateFlowAsync(
            fields: $$"""
                "user_id":{{other.Id}},"tenant_id":"{{other.TenantId}}","fs_path":"/etc/passwd","id":"{{Guid.Empty}}"
                """);

        Assert.Equal(user.Id, flow.GetProperty("user_id").GetInt32());
        Assert.Equal(user.TenantId, flow.GetProperty("tenant_id").GetGuid());
        Assert.NotEqual(Guid.Empty, flow.GetProperty("id").GetGuid());
        Assert.Empty((await other.Client.GetAsync(FlowsPath).ReadAsync(200)).EnumerateArray());
    }

    [Theory]
    [InlineData("project_id")]
    [InlineData("folder_id")]
    public async Task Create_InAProject_IsInIt(string field)
    {
        var user = await server.NewUserAsync();
        var project = await user.Client.CreateProjectAsync();

        var flow = await user.Client.CreateFlowAsync(fields: $"\"{field}\":\"{project.Text("id")}\"");

        Assert.Equal((project.Text("id"), project.Text("id")), (flow.Text("project_id"), flow.Text("folder_id")));
    }

    [Fact]
    public async Task Create_WithoutAProject_IsInTheDefaultOne()
    {
        var user = await server.NewUserAsync();

        var flow = await user.Client.CreateFlowAsync();

        var project = Assert.Single((await user.Client.GetAsync(ProjectsPath).ReadAsync(200)).EnumerateArray());
        Assert.Equal(("Starter Project", flow.Text("project_id")), (project.Text("name"), project.Text("id")));
    }

    [Fact]
    public async Task Create_InAnothersProject_IsAnsweredAsInNone()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());
        var project = await other.Client.CreateProjectAsync();

        foreach (var id in (string?[])[project.Text("id"), Guid.NewGuid().ToString()])
        {
            var body = $$"""{"name":"x","project_id":"{{id}}"}""";
            Assert.Equal("Project not found", await user.Client.SendAsync(HttpMethod.Post, FlowsPath, body).ReadErrorAsync(404));
        }
    }

    [Fact]
    public async Task Create_WithScopeHeaders_TakesTheirScope()
    {
        var user = await server.NewUserAsync();
        user.Client.DefaultRequestHeaders.Add("tenant-id", user.TenantId.ToString());
        user.Client.DefaultRequestHeaders.Add("business-id", "5");
        user.Client.DefaultRequestHeaders.Add("is-self", "true");

        var flow = await user.Client.CreateFlowAsync();
        var other = await user.Client.CreateFlowAsync(fields: "\"business_id\":6,\"is_self\":false");

        Assert.Equal((5, true), (flow.GetProperty("business_id").GetInt32(), flow.GetProperty("is_self").GetBoolean()));
        Assert.Equal((6, false), (other.GetProperty("business_id").GetInt32(), other.GetProperty("is_self").GetBoolean()));
    }

    [Theory]
    [InlineData("tenant-id", "x", "uuid_parsing")]
    [InlineData("business-id", "x", "int_parsing")]
    [InlineData("is-self", "x", "bool_parsing")]
    public async Task Create_WithAWrongScopeHeader_SaysWhatIsWrong(string header, string value, string type)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, FlowsPath) { Content = new StringContent("""{"name":"x"}"""), Headers = { { header, value } } };

        var error = (await server.Admin.SendAsync(request).ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal(type, error.Text("type"));
        Assert.Equal($"[\"header\",\"{header}\"]", error.GetProperty("loc").GetRawText());
    }

    [Fact]
    public async Task CreateSeveral_IsAllOrNothing()
    {
        var user = await server.NewUserAsync();
        await user.Client.CreateFlowAsync("taken", "\"endpoint_name\":\"taken\"");

        Task<HttpResponseMessage> Batch(string flows) => user.Client.SendAsync(HttpMethod.Post, $"{FlowsPath}batch/", $$"""{"flows":[{{flows}}]}""");
        Assert.Equal(["a", "b"], (await Batch("""{"name":"a"},{"name":"b"}""").ReadAsync(201)).Names());
        Assert.Equal("Name must be unique", await Batch("""{"name":"c"},{"name":"taken"}""").ReadErrorAsync(400));
        Assert.Equal("Name must be unique", await Batch("""{"name":"c"},{"name":"c"}""").ReadErrorAsync(400));
        Assert.Equal("Endpoint name must be unique", await Batch("""{"name":"c"},{"name":"d","endpoint_name":"taken"}""").ReadErrorAsync(400));
        Assert.Equal("[\"body\",\"flows\",1,\"name\"]", (await Batch("""{"name":"c"},{}""").ReadAsync(422)).GetProperty("detail")[0].GetProperty("loc").GetRawText());
        Assert.Equal("missing", (await user.Client.SendAsync(HttpMethod.Post, $"{FlowsPath}batch/", "{}").ReadAsync(422)).GetProperty("detail")[0].Text("type"));
        Assert.Equal(["a", "b", "taken"], (await user.Client.GetAsync($"{FlowsPath}?sort_by=name&sort_order=asc").ReadAsync(200)).Names());
    }
}
