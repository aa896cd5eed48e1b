namespace SkillFlaw.WebApi.Builds;

/// <summary>Builds of flows to begin with (semantics section 4.11).</summary>
[Collection(nameof(SharedServer))]
public sealed class TemplateBuildTests(WebServer server) : IAsyncLifetime
{
    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await server.NewUserAsync();

    [Fact]
    public async Task Build_OfEcho_RunsForTheCaller()
    {
        var templates = await server.Nobody.GetAsync("/api/v1/flows/basic_examples/").ReadAsync(200);
        var echo = templates.EnumerateArray().Single(template => template.Text("endpoint_name") == "echo").Text("id");

        var job = (await _user.Client.SendAsync(
            HttpMethod.Post, $"/api/v1/build/template/{echo}/flow", """{"inputs":{"input_value":"hi"}}""").ReadAsync(200)).Text("job_id");
        using var answer = await _user.Client.GetAsync($"/api/v1/build/template/{job}/events");
        var text = await answer.Content.ReadAsStringAsync();

        var events = BuildSteps.Events(text);
        Assert.Equal(
            ["vertices_sorted", "add_message", "add_message", "end"], events.Select(each => each.Kind()).Where(kind => kind != "end_vertex"));
        Assert.All(events.Where(each => each.Kind() == "end_vertex"), each => Assert.True(each.BuildData().GetProperty("valid").GetBoolean()));
        var cancelled = await _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/build/template/{job}/cancel").ReadAsync(200);
        Assert.True(cancelled.GetProperty("success").GetBoolean());
        Assert.Empty((await _user.Client.GetAsync("/api/v1/flows/").ReadAsync(200)).EnumerateArray());
    }

    [Fact]
    public async Task Build_OfTemplateThatIsNone_IsNotFound()
    {
        var invented = Guid.NewGuid();
        var flow = await server.SaveFlowAsync(_user, "chat-echo");

        Assert.Equal(
            $"Template with id {invented} not found",
            await _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/build/template/{invented}/flow").ReadErrorAsync(404));
        Assert.Equal(
            $"Template with id {flow} not found",
            await _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/build/template/{flow}/flow").ReadErrorAsync(404));
    }

    public Task DisposeAsync() => Task.CompletedTask;
}
