using System.Text.Json;
using static SkillFlaw.WebApi.Flows.FlowSteps;

namespace SkillFlaw.WebApi.Flows;

/// <summary>Every route that names a flow or a project: another's is answered byte for byte as one that nobody has.</summary>
[Collection(nameof(SharedServer))]
public sealed class FlowIsolationTests(WebServer server)
{
    public static TheoryData<string, string, string?> Routes => new()
    {
        { "GET", "flows/{flow}", null },
        { "PATCH", "flows/{flow}", """{"name":"stolen"}""" },
        { "PATCH", "flows/{flow}", """{"name":"stolen","user_id":1,"project_id":"{project}"}""" },
        { "DELETE", "flows/{flow}", null },
        { "DELETE", "flows/", """["{flow}"]""" },
        { "POST", "flows/download/", """["{flow}"]""" },
        { "GET", "flows/public_flow/{flow}", null },
        { "POST", "run/{flow}", """{"input_value":"x"}""" },
        { "GET", "flows/?get_all=false&project_id={project}", null },
        { "POST", "flows/", """{"name":"x","project_id":"{project}"}""" },
        { "POST", "flows/batch/", """{"flows":[{"name":"x","folder_id":"{project}"}]}""" },
        { "GET", "projects/{project}", null },
        { "GET", "projects/{project}?page=1&size=10", null },
        { "PATCH", "projects/{project}", """{"name":"stolen"}""" },
        { "DELETE", "projects/{project}", null },
        { "GET", "projects/download/{project}", null },
        { "POST", "projects/", """{"name":"x","parent_id":"{project}"}""" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task AnothersThing_IsAnsweredLikeNone(string method, string path, string? body)
    {
        var owner = await server.NewUserAsync();
        var project = await owner.Client.CreateProjectAsync();
        var flow = await owner.Client.CreateFlowAsync(fields: $"\"project_id\":\"{project.Text("id")}\",\"data\":{Echo()}");
        await owner.Client.RunAsync(flow.Text("id")!);
        var messages = await server.MessagesAsync(flow.GetProperty("id").GetGuid());

        foreach (var stranger in (TestUser[])[await server.NewUserAsync(), await server.NewUserAsync(owner.TenantId)])
        {
            var (others, nobodys) = (new[] { flow.Text("id")!, project.Text("id")! }, new[] { $"{Guid.NewGuid()}", $"{Guid.NewGuid()}" });

            Assert.Equal(await AskAsync(stranger.Client, nobodys), await AskAsync(stranger.Client, others));
            Assert.DoesNotContain(flow.Text("name")!, await AskAsync(stranger.Client, others), StringComparison.Ordinal);
        }

        Assert.True(JsonElement.DeepEquals(flow, await owner.Client.ReadFlowAsync(flow)));
        Assert.Equal(project.Text("name"), (await owner.Client.GetAsync($"{ProjectsPath}{project.Text("id")}").ReadAsync(200)).Text("name"));
        Assert.Equal(messages.Count, (await server.MessagesAsync(flow.GetProperty("id").GetGuid())).Count);

        async Task<string> AskAsync(HttpClient client, string[] ids)
        {
            string? Fill(string? text) => text?.Replace("{flow}", ids[0], StringComparison.Ordinal).Replace("{project}", ids[1], StringComparison.Ordinal);
            using var answer = await client.SendAsync(new HttpMethod(method), $"/api/v1/{Fill(path)}", Fill(body));
            return $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType} {(await answer.Content.ReadAsStringAsync()).Replace(ids[0], "", StringComparison.Ordinal)}";
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    [InlineData("POST", "flows/upload/", null)]
    [InlineData("PUT", "flows/{flow}", """{"name":"x"}""")]
    [InlineData("GET", "flows/", null)]
    [InlineData("GET", "projects/", null)]
    [InlineData("POST", "projects/upload/", null)]
    public async Task WithoutCredentials_IsForbidden(string method, string path, string? body)
    {
        if (!path.StartsWith("run/", StringComparison.Ordinal))
        {
            var filled = path.Replace("{flow}", $"{Guid.NewGuid()}", StringComparison.Ordinal).Replace("{project}", $"{Guid.NewGuid()}", StringComparison.Ordinal);
            Assert.NotNull(await server.Nobody.SendAsync(new HttpMethod(method), $"/api/v1/{filled}", body).ReadErrorAsync(403));
        }
    }

    [Theory]
    [InlineData("GET", "flows/")]
    [InlineData("GET", "projects/")]
    [InlineData("POST", "projects/")]
    [InlineData("DELETE", "flows/")]
    public async Task AnothersTenantInTheHeader_IsNotFound(string method, string path)
    {
        var other = await server.NewUserAsync();

        foreach (var tenant in (Guid[])[other.TenantId, Guid.NewGuid()])
        {
            var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1/{path}") { Headers = { { "tenant-id", $"{tenant}" } } };
            request.Content = method == "GET" ? null : new StringContent(method == "POST" ? """{"name":"x"}""" : "[]");
            Assert.Equal("Tenant not found", await server.Admin.SendAsync(request).ReadErrorAsync(404));
        }
    }

    [Theory]
    [InlineData("GET", "flows/x")]
    [InlineData("PATCH", "flows/x")]
    [InlineData("PUT", "flows/x")]
    [InlineData("DELETE", "flows/x")]
    [InlineData("GET", "flows/public_flow/x")]
    [InlineData("GET", "projects/x")]
    [InlineData("PATCH", "projects/x")]
    [InlineData("DELETE", "projects/x")]
    [InlineData("GET", "projects/download/x")]
    public async Task WhatIsNoId_IsRefused(string method, string path)
    {
        var error = (await server.Admin.SendAsync(new HttpMethod(method), $"/api/v1/{path}", method is "GET" ? null : "{}").ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal(("uuid_parsing", "Input should be a valid UUID"), (error.Text("type"), error.Text("msg")));
    }
}
