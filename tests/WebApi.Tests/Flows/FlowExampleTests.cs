using SkillFlaw.WebApi.Start;
using static SkillFlaw.WebApi.Flows.FlowSteps;

namespace SkillFlaw.WebApi.Flows;

[Collection(nameof(SharedServer))]
public sealed class FlowExampleTests(WebServer server)
{
    [Fact]
    public async Task BasicExamples_WithoutCredentials_AreFlows()
    {
        var examples = await server.Nobody.GetAsync($"{FlowsPath}basic_examples/").ReadAsync(200);

        Assert.Equal(StarterFlow.All.Select(starter => starter.Name), examples.Names());
        Assert.Equal(5, examples.EnumerateArray().Select(example => example.Text("id")).Distinct().Count());
        Assert.All(examples.EnumerateArray(), example => Assert.True(example.GetProperty("data").TryGetProperty("nodes", out _)));
    }

    [Fact]
    public async Task StarterProjects_AreWhatGraphsAreDumpedAs()
    {
        var starters = await server.Admin.GetAsync("/api/v1/starter-projects/").ReadAsync(200);

        Assert.Equal(StarterFlow.All.Select(starter => starter.Name), starters.Names());
        Assert.All(starters.EnumerateArray(), starter => Assert.Equal(
            ["data", "is_component", "name", "description", "endpoint_name"], starter.EnumerateObject().Select(field => field.Name)));
        Assert.Equal(
            StarterFlow.All.Select(starter => starter.EndpointName ?? "None"), starters.EnumerateArray().Select(starter => starter.Text("endpoint_name")));
    }

    [Fact]
    public async Task StarterProjects_WithoutCredentials_AreForbidden() =>
        Assert.NotNull(await server.Nobody.GetAsync("/api/v1/starter-projects/").ReadErrorAsync(403));

    [Fact]
    public async Task PublicFlow_IsThereForEverybodyWithoutItsSecrets()
    {
        var flow = await server.Admin.CreateFlowAsync(fields: """
            "access_type":"PUBLIC","data":{"nodes":[{"template":{"pass":{"name":"pass","password":true,"value":"hidden"}}}],"edges":[]}
            """);

        var got = await server.Nobody.GetAsync($"{FlowsPath}public_flow/{flow.Text("id")}").ReadAsync(200);

        Assert.Equal("""{"nodes":[{"template":{"pass":{"name":"pass","password":true,"value":null}}}],"edges":[]}""", got.GetProperty("data").GetRawText());
        Assert.Null(got.Text("creator_name"));
    }

    [Fact]
    public async Task PublicFlow_OfAnyOther_IsForbiddenAsIfThereWereNone()
    {
        var flow = await server.Admin.CreateFlowAsync();
        var restricted = await server.Admin.CreateFlowAsync(fields: "\"access_type\":\"RESTRICTED\"");

        foreach (var id in (object?[])[Guid.NewGuid(), flow.Text("id"), restricted.Text("id")])
        {
            Assert.Equal("Flow is not public", await server.Nobody.GetAsync($"{FlowsPath}public_flow/{id}").ReadErrorAsync(403));
            Assert.Equal("Flow is not public", await server.Admin.GetAsync($"{FlowsPath}public_flow/{id}").ReadErrorAsync(403));
        }
    }

    [Fact]
    public async Task PublicFlow_MadePrivate_IsForbiddenAtOnce()
    {
        var flow = await server.Admin.CreateFlowAsync(fields: "\"access_type\":\"PUBLIC\"");
        await server.Nobody.GetAsync($"{FlowsPath}public_flow/{flow.Text("id")}").ReadAsync(200);

        await server.Admin.PatchFlowAsync(flow, """{"access_type":"PRIVATE"}""").ReadAsync(200);

        await server.Nobody.GetAsync($"{FlowsPath}public_flow/{flow.Text("id")}").ReadAsync(403);
    }
}
