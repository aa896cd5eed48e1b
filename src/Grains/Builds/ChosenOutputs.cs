using System.Collections.Immutable;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Runs;

namespace SkillFlaw.Grains.Builds;

/// <summary>Which vertices an answer reports (semantics section 2.2, number 6).</summary>
internal static class ChosenOutputs
{
    public static ImmutableArray<VertexReport> Of(FlowGraph graph, RunResults results, RunRequest request)
    {
        var chosen = graph.Vertices.Where(vertex => IsChosen(vertex, request));
        if (request.OutputComponents.IsEmpty && !chosen.Any())
        {
            chosen = graph.Vertices.Where(vertex => vertex.IsOutput);
        }

        return
        [
            .. from vertex in chosen
               let result = results[vertex.Index]
               where result is not null
               select new VertexReport(
                   vertex.Id,
                   vertex.Definition.Type,
                   vertex.Definition.DisplayName,
                   [.. vertex.Definition.Outputs.Select(output => output.Name)],
                   result),
        ];
    }

    private static bool IsChosen(Vertex vertex, RunRequest request) => request switch
    {
        { OutputComponents.IsEmpty: false } =>
            request.OutputComponents.Contains(vertex.Id) || request.OutputComponents.Contains(vertex.Definition.DisplayName),
        { OutputType: "debug" } => true,
        { OutputType: "any" } => vertex.IsOutput,
        _ => vertex.IsOutput && vertex.Id.Contains(request.OutputType, StringComparison.OrdinalIgnoreCase),
    };
}
