using System.Text.Json;

namespace SkillFlaw.Graph.Flows;

public sealed class OwnFlowTests
{
    [Theory]
    [MemberData(nameof(OwnFlows.All), MemberType = typeof(OwnFlows))]
    public void Compile_OwnFlow_HasVerticesAndEdges(string name)
    {
        var graph = OwnFlows.Compile(name);

        Assert.NotEmpty(graph.Vertices);
        Assert.NotEmpty(graph.Edges);
        Assert.All(graph.Vertices, vertex => Assert.DoesNotContain(vertex.Parameters, parameter => parameter.Kind is Parameters.ParameterKind.Invalid));
    }

    [Theory]
    [MemberData(nameof(OwnFlows.All), MemberType = typeof(OwnFlows))]
    public void ReadMe_OfOwnFlows_NamesEachOnce(string name) =>
        Assert.Equal(2, OwnFlows.ReadMe.Split($"`{name}.json`").Length);

    [Theory]
    [MemberData(nameof(OwnFlows.All), MemberType = typeof(OwnFlows))]
    public void Document_OfOwnFlow_EqualsTheFile(string name)
    {
        var file = OwnFlows.Read(name);

        var flow = FlowDefinition.Parse(file);

        using var expected = JsonDocument.Parse(file);
        using var actual = JsonDocument.Parse(flow.Document);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement));
    }
}
