using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Runs;

namespace SkillFlaw.Grains.Components;

/// <summary>The place where the vertices of one component type are executed. The key is the type, or "unknown".</summary>
[Alias("component")]
public interface IComponentGrain : IGrainWithStringKey
{
    /// <summary>Executes one vertex. Stops when its job does (<see cref="IBuildJobGrain.WhenStopped"/>), and answers once it has stopped.</summary>
    /// <exception cref="VertexFailedException">It failed; the reason is meant for the user.</exception>
    [Alias("execute"), ResponseTimeout("1.00:00:00")]
    Task<VertexResult> Execute(VertexCall call, RunScope scope);
}
