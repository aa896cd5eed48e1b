using SkillFlaw.WebApi.Flows;
using static SkillFlaw.WebApi.Flows.FlowSteps;

namespace SkillFlaw.WebApi.Projects;

[Collection(nameof(SharedServer))]
public sealed class ProjectFileTests(WebServer server)
{
    [Fact]
    public async Task Download_ThenUpload_MakesAProjectOfTheSameFlows()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());
        var project = await user.Client.CreateProjectAsync("My ü project");
        await user.Client.CreateFlowAsync("a", $"\"project_id\":\"{project.Text("id")}\",\"data\":{Echo()}");
        await user.Client.CreateFlowAsync("b", $"\"project_id\":\"{project.Text("id")}\"");
        await user.Client.CreateFlowAsync("c");

        using var answer = await user.Client.GetAsync($"{ProjectsPath}download/{project.Text("id")}");

        Assert.Equal("application/x-zip-compressed", answer.Content.Headers.ContentType?.MediaType);
        Assert.Matches(@"^attachment; filename\*=UTF-8''\d{8}_\d{6}_My%20%C3%BC%20project_flows\.zip$", answer.Content.Headers.GetValues("Content-Disposition").Single());
        var made = await other.Client.UploadAsync($"{ProjectsPath}upload/", await answer.Content.ReadAsByteArrayAsync(), "../My project.zip").ReadAsync(201);
        Assert.Equal(["a", "b"], made.Names());
        Assert.Equal(Echo(), made[0].GetProperty("data").GetRawText());
        Assert.Equal(["My project"], (await other.Client.GetAsync(ProjectsPath).ReadAsync(200)).Names());
    }

    [Fact]
    public async Task Download_OfAnEmptyProject_IsNotFound()
    {
        var project = await server.Admin.CreateProjectAsync();

        Assert.Equal("No flows found in project", await server.Admin.GetAsync($"{ProjectsPath}download/{project.Text("id")}").ReadErrorAsync(404));
        Assert.Equal("Project not found", await server.Admin.GetAsync($"{ProjectsPath}download/{Guid.NewGuid()}").ReadErrorAsync(404));
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("project")]
    public async Task Upload_MakesAProjectAndItsFlows(string kind)
    {
        var user = await server.NewUserAsync();
        await user.Client.CreateProjectAsync("p");
        await user.Client.CreateFlowAsync("a");

        var made = await user.Client.UploadAsync(
            $"{ProjectsPath}upload/", $$"""{"{{kind}}_name":"p","{{kind}}_description":"d","flows":[{"name":"a"},{"name":"a"},{"name":"b"}]}""").ReadAsync(201);

        Assert.Equal(["a (1)", "a (2)", "b"], made.Names());
        var project = (await user.Client.GetAsync(ProjectsPath).ReadAsync(200)).EnumerateArray().Single(each => each.Text("name") == "p (1)");
        Assert.Equal("d", project.Text("description"));
        Assert.All(made.EnumerateArray(), flow => Assert.Equal(project.Text("id"), flow.Text("project_id")));
    }

    [Theory]
    [InlineData("{}", "No flows found in the file")]
    [InlineData("null", "No flows found in the file")]
    [InlineData("[]", "No flows found in the file")]
    [InlineData("""{"folder_name":"x"}""", "No flows found in the data")]
    public async Task Upload_WithoutFlows_SaysSo(string json, string detail) =>
        Assert.Equal(detail, await server.Admin.UploadAsync($"{ProjectsPath}upload/", json).ReadErrorAsync(400));

    [Fact]
    public async Task Upload_WithoutAName_SaysSo()
    {
        var error = (await server.Admin.UploadAsync($"{ProjectsPath}upload/", """{"flows":[{"name":"a"}]}""").ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal(("missing", """["body","folder_name"]"""), (error.Text("type"), error.GetProperty("loc").GetRawText()));
    }

    [Fact]
    public async Task Upload_WithAWrongFlow_MakesNothing()
    {
        var user = await server.NewUserAsync();

        await user.Client.UploadAsync($"{ProjectsPath}upload/", """{"folder_name":"p","flows":[{"name":"a"},{"name":5}]}""").ReadAsync(422);

        Assert.Empty((await user.Client.GetAsync(ProjectsPath).ReadAsync(200)).EnumerateArray());
    }

    [Theory]
    [InlineData("GET", "?sort_by=name", "/api/v1/projects/?sort_by=name")]
    [InlineData("GET", "/", "/api/v1/projects/")]
    [InlineData("PATCH", "/4f0c1ab2-0000-0000-0000-000000000000", "/api/v1/projects/4f0c1ab2-0000-0000-0000-000000000000")]
    [InlineData("GET", "/download/x%20y?a=b&c=%20", "/api/v1/projects/download/x%20y?a=b&c=%20")]
    [InlineData("POST", "//evil.example/", "/api/v1/projects//evil.example/")]
    public async Task Folders_AreSentToProjects(string method, string rest, string expected)
    {
        using var answer = await server.Nobody.SendAsync(new HttpMethod(method), $"/api/v1/folders{rest}", method == "GET" ? null : "{}");

        Assert.Equal(307, (int)answer.StatusCode);
        Assert.Equal(expected, answer.Headers.GetValues("Location").Single());
    }
}
