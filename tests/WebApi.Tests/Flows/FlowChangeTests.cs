using System.Text.Json;
using static SkillFlaw.WebApi.Flows.FlowSteps;

namespace SkillFlaw.WebApi.Flows;

[Collection(nameof(SharedServer))]
public sealed class FlowChangeTests(WebServer server)
{
    [Fact]
    public async Task Update_OfOneField_LeavesTheOthersAndNotesTheChange()
    {
        var user = await server.NewUserAsync();
        var flow = await user.Client.CreateFlowAsync(fields: """ "description":"old","tags":["a"],"data":{"nodes":[],"edges":[]} """);

        var changed = await user.Client.PatchFlowAsync(flow, """{"description":"new","name":null}""").ReadAsync(200);

        Assert.Equal(["description", "updated_at", "m_uid"], flow.EnumerateObject()
            .Where(field => !JsonElement.DeepEquals(field.Value, changed.GetProperty(field.Name))).Select(field => field.Name));
        Assert.Equal("new", changed.Text("description"));
        Assert.True(changed.GetProperty("updated_at").GetDateTimeOffset() > flow.GetProperty("updated_at").GetDateTimeOffset());
        Assert.True(JsonElement.DeepEquals(changed, await user.Client.ReadFlowAsync(flow)));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"endpoint_name":null}""")]
    [InlineData("""{"endpoint_name":""}""")]
    public async Task Update_WithoutEndpointName_ClearsIt(string body)
    {
        var flow = await server.Admin.CreateFlowAsync(fields: $"\"endpoint_name\":\"{NewName()}\"");

        var changed = await server.Admin.PatchFlowAsync(flow, body).ReadAsync(200);

        Assert.Equal(JsonValueKind.Null, changed.GetProperty("endpoint_name").ValueKind);
    }

    [Theory]
    [InlineData("""{"nodes":[{"id":"Webhook-a1"}],"edges":[]}""", true)]
    [InlineData("""{"nodes":[{"id":"x","data":{"type":"Webhook"}}],"edges":[]}""", true)]
    [InlineData("""{"nodes":[{"id":"x","data":{"type":"ChatInput","node":{"type":"Webhook"}}}],"edges":[]}""", false)]
    [InlineData("""{"nodes":[5,{"id":7,"data":[]}],"edges":[]}""", false)]
    [InlineData("""{"nodes":{},"edges":[]}""", false)]
    public async Task Update_FindsOutWhetherThereIsAWebhook(string document, bool expected)
    {
        var flow = await server.Admin.CreateFlowAsync(fields: $"\"webhook\":{(expected ? "false" : "true")}");

        var changed = await server.Admin.PatchFlowAsync(flow, $$"""{"data":{{document}},"webhook":{{(expected ? "false" : "true")}}}""").ReadAsync(200);

        Assert.Equal(expected, changed.GetProperty("webhook").GetBoolean());
    }

    [Fact]
    public async Task Update_ToATakenName_IsRefused()
    {
        var user = await server.NewUserAsync();
        await user.Client.CreateFlowAsync("taken", "\"endpoint_name\":\"taken\"");
        var flow = await user.Client.CreateFlowAsync("mine");

        Assert.Equal("Name must be unique", await user.Client.PatchFlowAsync(flow, """{"name":"taken"}""").ReadErrorAsync(400));
        Assert.Equal("Endpoint name must be unique", await user.Client.PatchFlowAsync(flow, """{"endpoint_name":"taken"}""").ReadErrorAsync(400));
        Assert.Equal("mine", (await user.Client.ReadFlowAsync(flow)).Text("name"));
    }

    [Fact]
    public async Task Update_OfWhatIsNotThere_SaysItTwice() =>
        Assert.Equal("404: Flow not found", await server.Admin.SendAsync(HttpMethod.Patch, $"{FlowsPath}{Guid.NewGuid()}", "{}").ReadErrorAsync(404));

    [Fact]
    public async Task Update_OfAnOldCopy_IsRefused()
    {
        var flow = await server.Admin.CreateFlowAsync();
        Task<HttpResponseMessage> Patch(string description, JsonElement known) => server.Admin.PatchFlowAsync(
            flow, $$"""{"description":"{{description}}","last_known_updated_at":"{{known.Text("updated_at")}}"}""");

        var first = await Patch("first", flow).ReadAsync(200);
        Assert.NotNull(await Patch("second", flow).ReadErrorAsync(409));
        Assert.Equal("first", (await server.Admin.ReadFlowAsync(flow)).Text("description"));
        await Patch("third", first).ReadAsync(200);
    }

    [Fact]
    public async Task Update_ManyAtOnceOfOneCopy_OneWins()
    {
        var flow = await server.Admin.CreateFlowAsync();
        var body = $$"""{"description":"x","last_known_updated_at":"{{flow.Text("updated_at")}}"}""";

        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var answer = await server.Admin.PatchFlowAsync(flow, body);
            return (int)answer.StatusCode;
        }));

        Assert.Equal([200, .. Enumerable.Repeat(409, 9)], statuses.Order());
    }

    [Fact]
    public async Task Update_TwoAtOnceOfDifferentFields_BothStay()
    {
        var flow = await server.Admin.CreateFlowAsync();

        await Task.WhenAll(
            server.Admin.PatchFlowAsync(flow, """{"description":"d"}""").ReadAsync(200),
            server.Admin.PatchFlowAsync(flow, """{"data":{"nodes":[],"edges":[]}}""").ReadAsync(200));

        var changed = await server.Admin.ReadFlowAsync(flow);
        Assert.Equal("d", changed.Text("description"));
        Assert.Equal(JsonValueKind.Object, changed.GetProperty("data").ValueKind);
    }

    [Fact]
    public async Task Update_ToAnotherProject_MovesIt()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());
        var flow = await user.Client.CreateFlowAsync();
        var (own, others) = (await user.Client.CreateProjectAsync(), await other.Client.CreateProjectAsync());

        Assert.Equal("Project not found", await user.Client.PatchFlowAsync(flow, $$"""{"folder_id":"{{others.Text("id")}}"}""").ReadErrorAsync(404));
        var moved = await user.Client.PatchFlowAsync(flow, $$"""{"folder_id":"{{own.Text("id")}}"}""").ReadAsync(200);

        Assert.Equal(own.Text("id"), moved.Text("project_id"));
    }

    [Fact]
    public async Task Update_ForAnother_ChangesNoOwner()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());
        var flow = await user.Client.CreateFlowAsync();

        var changed = await user.Client.PatchFlowAsync(
            flow, $$"""{"user_id":{{other.Id}},"tenant_id":"{{other.TenantId}}","fs_path":"../x"}""").ReadAsync(200);

        Assert.Equal((user.Id, user.TenantId), (changed.GetProperty("user_id").GetInt32(), changed.GetProperty("tenant_id").GetGuid()));
    }

    [Fact]
    public async Task Update_BetweenRuns_IsWhatTheNextRunRuns()
    {
        var (user, name) = (await server.NewUserAsync(), NewName());
        var flow = await user.Client.CreateFlowAsync(fields: $"\"endpoint_name\":\"{name}\",\"data\":{Echo("First")}");
        Assert.Equal("First", await user.Client.RunAsync(name));

        await user.Client.PatchFlowAsync(flow, $$"""{"endpoint_name":"{{name}}","data":{{Echo("Second")}}}""").ReadAsync(200);
        Assert.Equal("Second", await user.Client.RunAsync(name));
        Assert.Equal("Second", await user.Client.RunAsync(flow.Text("id")!));

        await user.Client.PatchFlowAsync(flow, "{}").ReadAsync(200);
        await user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{name}", "{}").ReadAsync(404);
    }

    [Fact]
    public async Task Upsert_OfANewId_CreatesAndThenChanges()
    {
        var (user, id) = (await server.NewUserAsync(), Guid.NewGuid());
        Task<HttpResponseMessage> Put(string body) => user.Client.SendAsync(HttpMethod.Put, $"{FlowsPath}{id}", body);

        var made = await Put("""{"name":"a","endpoint_name":"e","description":"d"}""").ReadAsync(201);
        var changed = await Put("""{"name":"b"}""").ReadAsync(200);
        var cleared = await Put("""{"name":"b","endpoint_name":null}""").ReadAsync(200);

        Assert.Equal(id, made.GetProperty("id").GetGuid());
        Assert.Equal(("b", "e", "d"), (changed.Text("name"), changed.Text("endpoint_name"), changed.Text("description")));
        Assert.Null(cleared.Text("endpoint_name"));
        Assert.Equal("missing", (await Put("{}").ReadAsync(422)).GetProperty("detail")[0].Text("type"));
    }

    [Fact]
    public async Task Upsert_OfAnothersId_IsNotFoundAndChangesNothing()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());
        var flow = await other.Client.CreateFlowAsync("theirs");

        Assert.Equal("Flow not found", await user.Client.SendAsync(HttpMethod.Put, $"{FlowsPath}{flow.Text("id")}", """{"name":"mine"}""").ReadErrorAsync(404));
        Assert.True(JsonElement.DeepEquals(flow, await other.Client.ReadFlowAsync(flow)));
    }

    [Fact]
    public async Task Upsert_OfADeletedId_RunsTheNewDocument()
    {
        var user = await server.NewUserAsync();
        var flow = await user.Client.CreateFlowAsync(fields: $"\"data\":{Echo("First")}");
        await user.Client.PatchFlowAsync(flow, $$"""{"data":{{Echo("Second")}}}""").ReadAsync(200);
        Assert.Equal("Second", await user.Client.RunAsync(flow.Text("id")!));
        await user.Client.DeleteAsync($"{FlowsPath}{flow.Text("id")}").ReadAsync(200);

        await user.Client.SendAsync(HttpMethod.Put, $"{FlowsPath}{flow.Text("id")}", $$"""{"name":"x","data":{{Echo("Third")}}}""").ReadAsync(201);

        Assert.Equal("Third", await user.Client.RunAsync(flow.Text("id")!));
    }
}
