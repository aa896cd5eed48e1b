using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;

namespace SkillFlaw.Grains.Builds;

public sealed class JobRunTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Drive_FirstVertexEndsBeforeTheSecondIsBegun_EndsWithTheLastOne()
    {
        // A chat input and a prompt begin; the first may be done before the second is looked at.
        var graph = FlowGraph.Compile(FlowDefinition.Parse(File.ReadAllBytes(Repository.File("tests", "Flows", "prompt-model-1.8.json"))));
        var scope = new RunScope(server.TenantId, Guid.CreateVersion7(), Guid.NewGuid(), server.UserId, ImmutableDictionary<string, string>.Empty, IsDurable: false);
        using var run = new HurriedRun(
            RunOverlay.Create(graph, server.Say(scope.FlowId, "Hi").Inputs), scope, server.Services.GetRequiredService<BuildJobs>().Parts);

        // One thing at a time, as in a grain.
        var isWhole = await Task.Factory.StartNew(
            run.ExecuteAsync, CancellationToken.None, TaskCreationOptions.None, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).Unwrap();

        Assert.True(isWhole);
        Assert.True(run.First.Length > 1);
        Assert.Equal(graph.Vertices.Length, run.Executed);
    }

    private sealed class HurriedRun(RunOverlay overlay, RunScope scope, JobParts parts)
        : JobRun(overlay, RunPlan.ForRun(overlay.Graph), scope, mayExist: false, job: null, parts)
    {
        public ImmutableArray<int> First { get; private set; }

        public int Executed { get; private set; }

        public Task<bool> ExecuteAsync() => DriveAsync(First = State.Start(), TimeSpan.FromSeconds(30), CancellationToken.None);

        protected override async Task RunAsync(Vertex vertex)
        {
            // The first one is done at once, the others take their time.
            if (vertex.Index != First[0])
            {
                await Task.Yield();
            }

            Executed++;
            Leave(State.Finish(vertex.Index));
        }
    }
}
