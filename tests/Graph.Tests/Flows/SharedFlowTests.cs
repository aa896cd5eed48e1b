using System.Text.Json;

namespace SkillFlaw.Graph.Flows;

public sealed class SharedFlowTests
{
    [SharedFlowsFact]
    public void All_OfTheFolder_AreSome() => Assert.NotEmpty(SharedFlows.All);

    [SharedFlowsTheory]
    [MemberData(nameof(SharedFlows.Loadable), MemberType = typeof(SharedFlows))]
    public void Compile_SavedFlow_HasItsNodes(string path)
    {
        var graph = SharedFlows.Compile(path);

        Assert.NotEmpty(graph.Vertices);
        Assert.All(graph.Vertices, vertex => Assert.NotEmpty(vertex.Definition.Type));
    }

    [SharedFlowsTheory]
    [MemberData(nameof(SharedFlows.Loadable), MemberType = typeof(SharedFlows))]
    public void Document_OfSavedFlow_EqualsTheFile(string path)
    {
        var file = SharedFlows.Read(path);

        var flow = FlowDefinition.Parse(file);

        using var expected = JsonDocument.Parse(file);
        using var actual = JsonDocument.Parse(flow.Document);
        Assert.True(JsonElement.DeepEquals(expected.RootElement, actual.RootElement));
    }

    // Checklist 24: files from before version 1.0 are refused clearly.
    [SharedFlowsTheory]
    [MemberData(nameof(SharedFlows.BeforeOne), MemberType = typeof(SharedFlows))]
    public void Parse_FlowFromBeforeOne_IsRefusedByNode(string path)
    {
        var failure = Assert.Throws<InvalidFlowException>(() => SharedFlows.Compile(path));

        Assert.NotNull(failure.VertexId);
        Assert.Contains(failure.VertexId, failure.Message, StringComparison.Ordinal);
        Assert.Contains("before version 1.0", failure.Message, StringComparison.Ordinal);
    }
}
