using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage;
using SkillFlaw.WebApi.Flows;
using static SkillFlaw.WebApi.Flows.FlowSteps;

namespace SkillFlaw.WebApi.Projects;

[Collection(nameof(SharedServer))]
public sealed class ProjectTests(WebServer server)
{
    [Fact]
    public async Task Create_WithName_HasEveryField()
    {
        var user = await server.NewUserAsync();

        var project = await user.Client.CreateProjectAsync("My project");

        Assert.Equal(
            [
                "name", "description", "id", "parent_id", "tenant_id", "business_id", "org_id", "is_self", "is_enable", "is_release", "is_version",
                "is_hold", "is_deleted", "release_version", "priv_type", "project_skill", "auth_settings", "icon", "user_id", "m_uid", "ctime",
                "utime", "creator_name",
            ],
            project.EnumerateObject().Select(field => field.Name));
        Assert.Equal((user.Id, user.TenantId), (project.GetProperty("user_id").GetInt32(), project.GetProperty("tenant_id").GetGuid()));
        Assert.Equal("""{"auth_type":"apikey"}""", project.GetProperty("auth_settings").GetRawText());
    }

    [Fact]
    public async Task Create_WithEverything_KeepsItAndSealsTheSettings()
    {
        var user = await server.NewUserAsync();
        var parent = await user.Client.CreateProjectAsync();
        var fields = $$"""
            "description":"d","org_id":4,"is_enable":false,"is_hold":true,"release_version":"1","priv_type":"p","project_skill":"s",
            "auth_settings":{"auth_type":"oauth","secret":"hush"},"icon":"Bot","parent_id":"{{parent.Text("id")}}"
            """;

        var project = await user.Client.CreateProjectAsync(fields: fields);

        foreach (var sent in JsonElement.Parse($"{{{fields}}}").EnumerateObject())
        {
            Assert.True(JsonElement.DeepEquals(sent.Value, project.GetProperty(sent.Name)), sent.Name);
        }

        await using var database = await server.Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();
        var row = await database.Projects.SingleAsync(each => each.Id == project.GetProperty("id").GetGuid());
        Assert.True(row.AuthSettings.AsSpan().IndexOf("hush"u8) < 0);
    }

    [Fact]
    public async Task Create_WithATakenName_CountsOnFromTheHighest()
    {
        var user = await server.NewUserAsync();

        var names = new List<string?>();
        foreach (var name in (string[])["a", "a", "a (4)", "a"])
        {
            names.Add((await user.Client.CreateProjectAsync(name)).Text("name"));
        }

        Assert.Equal(["a", "a (1)", "a (4)", "a (5)"], names);
    }

    [Fact]
    public async Task Create_ManyAtOnceWithOneName_AllHaveTheirOwn()
    {
        var user = await server.NewUserAsync();

        var projects = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => user.Client.CreateProjectAsync("same")));

        Assert.Equal(10, projects.Select(project => project.Text("name")).Distinct().Count());
    }

    [Fact]
    public async Task Create_WithFlows_MovesTheCallersOwn()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());
        var (flow, component) = (await user.Client.CreateFlowAsync("a"), await user.Client.CreateFlowAsync("b", "\"is_component\":true"));
        var theirs = await other.Client.CreateFlowAsync();

        var project = await user.Client.CreateProjectAsync(
            fields: $$""" "flows_list":["{{flow.Text("id")}}","{{theirs.Text("id")}}"],"components_list":["{{component.Text("id")}}"] """);

        Assert.Equal(["a", "b"], (await ReadAsync(user, project)).GetProperty("flows").Names().Order());
        Assert.Equal(theirs.Text("project_id"), (await other.Client.ReadFlowAsync(theirs)).Text("project_id"));
    }

    [Theory]
    [InlineData("", "Starter Project,b,a,c")]
    [InlineData("sort_by=name&sort_order=asc", "Starter Project,a,b,c")]
    [InlineData("sort_by=name", "Starter Project,c,b,a")]
    [InlineData("sort_by=ctime&sort_order=desc", "Starter Project,c,a,b")]
    [InlineData("sort_by=utime", "Starter Project,b,c,a")]
    public async Task List_BeginsWithTheDefaultProject(string query, string expected)
    {
        var user = await server.NewUserAsync();
        var b = await user.Client.CreateProjectAsync("b");
        await user.Client.CreateProjectAsync("a");
        await user.Client.CreateFlowAsync();
        await user.Client.CreateProjectAsync("c");
        await user.Client.SendAsync(HttpMethod.Patch, $"{ProjectsPath}{b.Text("id")}", "{}").ReadAsync(200);
        await (await server.NewUserAsync()).Client.CreateProjectAsync("not mine");

        Assert.Equal(expected, string.Join(',', (await user.Client.GetAsync($"{ProjectsPath}?{query}").ReadAsync(200)).Names()));
    }

    [Fact]
    public async Task List_InAnotherOrder_IsRefused()
    {
        var error = (await server.Admin.GetAsync($"{ProjectsPath}?sort_order=up").ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal(("literal_error", """["query","sort_order"]"""), (error.Text("type"), error.GetProperty("loc").GetRawText()));
    }

    [Fact]
    public async Task Read_WithoutAPage_HasAllItsFlows()
    {
        var user = await server.NewUserAsync();
        var project = await user.Client.CreateProjectAsync();
        await user.Client.CreateFlowAsync("elsewhere");
        var flow = await user.Client.CreateFlowAsync("a", $"\"project_id\":\"{project.Text("id")}\",\"data\":{Echo()}");

        foreach (var query in (string[])["", "?page=1", "?size=1"])
        {
            var read = await user.Client.GetAsync($"{ProjectsPath}{project.Text("id")}{query}").ReadAsync(200);

            Assert.Equal(project.Text("name"), read.Text("name"));
            Assert.True(JsonElement.DeepEquals(flow, Assert.Single(read.GetProperty("flows").EnumerateArray())));
        }
    }

    [Theory]
    [InlineData("page=1&size=2", "c,b", 3, 2)]
    [InlineData("page=2&size=2", "a", 3, 2)]
    [InlineData("page=1&size=9&is_component=true", "b", 1, 1)]
    [InlineData("page=1&size=9&is_flow=true", "c,a", 2, 1)]
    [InlineData("page=1&size=9&search=a", "a", 1, 1)]
    [InlineData("page=1&size=9&search=%25", "", 0, 0)]
    public async Task Read_OfAPage_HasItsFlowsNewestFirst(string query, string names, int total, int pages)
    {
        var user = await server.NewUserAsync();
        var project = await user.Client.CreateProjectAsync();
        foreach (var (name, changes) in ((string, int)[])[("a", 0), ("b", 2), ("c", 4)])
        {
            var flow = await user.Client.CreateFlowAsync(name, $$""" "is_component":{{(name == "b" ? "true" : "false")}},"project_id":"{{project.Text("id")}}" """);
            for (var i = 0; i < changes; i++)
            {
                await user.Client.PatchFlowAsync(flow, "{}").ReadAsync(200);
            }
        }

        var read = await user.Client.GetAsync($"{ProjectsPath}{project.Text("id")}?{query}").ReadAsync(200);

        var page = read.GetProperty("flows");
        Assert.Equal(names, string.Join(',', page.GetProperty("items").Names()));
        Assert.Equal((total, pages), (page.GetProperty("total").GetInt32(), page.GetProperty("pages").GetInt32()));
        Assert.Equal([project.Text("id")!, project.Text("id")!], [read.GetProperty("project").Text("id")!, read.GetProperty("folder").Text("id")!]);
    }

    [Fact]
    public async Task Update_LeavesWhatIsNotSaidAndTheFlows()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());
        var project = await user.Client.CreateProjectAsync(fields: "\"description\":\"old\",\"icon\":\"Bot\"");
        var flow = await user.Client.CreateFlowAsync("a", $"\"project_id\":\"{project.Text("id")}\"");
        var outside = await user.Client.CreateFlowAsync("b");

        var changed = await user.Client.SendAsync(HttpMethod.Patch, $"{ProjectsPath}{project.Text("id")}", $$"""
            {"description":"new","flows":["{{outside.Text("id")}}"],"components":[],"user_id":{{other.Id}},"tenant_id":"{{other.TenantId}}"}
            """).ReadAsync(200);

        Assert.Equal(["description", "m_uid", "utime"], project.EnumerateObject()
            .Where(field => field.Name == "utime" || !JsonElement.DeepEquals(field.Value, changed.GetProperty(field.Name))).Select(field => field.Name));
        Assert.Equal(["a"], (await ReadAsync(user, project)).GetProperty("flows").Names());
        Assert.Equal(flow.Text("project_id"), changed.Text("id"));
    }

    [Fact]
    public async Task Update_ToATakenName_IsRefused()
    {
        var user = await server.NewUserAsync();
        await user.Client.CreateProjectAsync("taken");
        var project = await user.Client.CreateProjectAsync("mine");

        Assert.Equal("Name must be unique",
            await user.Client.SendAsync(HttpMethod.Patch, $"{ProjectsPath}{project.Text("id")}", """{"name":"taken"}""").ReadErrorAsync(400));
    }

    [Fact]
    public async Task Delete_RemovesItsFlowsAndWhatWasSaid()
    {
        var user = await server.NewUserAsync();
        var project = await user.Client.CreateProjectAsync();
        var child = await user.Client.CreateProjectAsync(fields: $"\"parent_id\":\"{project.Text("id")}\"");
        var flow = await user.Client.CreateFlowAsync("a", $"\"project_id\":\"{project.Text("id")}\",\"data\":{Echo()}");
        await user.Client.CreateFlowAsync("b");
        await user.Client.RunAsync(flow.Text("id")!);

        using (var answer = await user.Client.DeleteAsync($"{ProjectsPath}{project.Text("id")}"))
        {
            Assert.Equal(204, (int)answer.StatusCode);
            Assert.Equal("", await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(["b"], (await user.Client.GetAsync(FlowsPath).ReadAsync(200)).Names());
        Assert.Empty(await server.MessagesAsync(flow.GetProperty("id").GetGuid()));
        await user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{flow.Text("id")}", "{}").ReadAsync(404);
        Assert.Null((await ReadAsync(user, child)).Text("parent_id"));
        Assert.Equal("Project not found", await user.Client.DeleteAsync($"{ProjectsPath}{project.Text("id")}").ReadErrorAsync(404));
    }

    private static Task<JsonElement> ReadAsync(TestUser user, JsonElement project) =>
        user.Client.GetAsync($"{ProjectsPath}{project.Text("id")}").ReadAsync(200);
}
