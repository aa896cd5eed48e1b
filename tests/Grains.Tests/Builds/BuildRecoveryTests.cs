using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Storage.Jobs;

namespace SkillFlaw.Grains.Builds;

/// <summary>Builds that do not come to their end in the usual way.</summary>
public sealed class BuildRecoveryTests : IAsyncLifetime
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly string _session = $"session {Guid.NewGuid()}";
    private BuildServers? _servers;

    [Fact]
    public async Task TakenOver_WhileBothExecuteIt_IsWrittenByOneOfThem()
    {
        var servers = await StartAsync(new BuildServers());
        var gate = Gate(isStubborn: false);
        var key = await BeginAsync(servers.First, Chain(), _session);
        Assert.True(await gate.Arrived.WaitAsync(_limit));

        await servers.TakeOverAsync(key);
        Assert.True(await gate.Arrived.WaitAsync(_limit));
        gate.Opened.TrySetResult();

        var lines = await new BuildReader(key).ReadToEndAsync(servers.Second);
        Assert.Equal(["a", "b", "end"], Ends(lines));
        Assert.Equal(lines, await new BuildReader(key).ReadToEndAsync(servers.First));
        var job = await servers.FindAsync(key);
        Assert.Equal((JobState.Succeeded, BuildServers.NodeOf(servers.Second)), (job.State, job.Node));
    }

    [Fact]
    public async Task Resume_OfAnotherNodesBuild_ChangesNothing()
    {
        var servers = await StartAsync(new BuildServers());
        var gate = Gate(isStubborn: false);
        var key = await BeginAsync(servers.First, Chain(), _session);
        Assert.True(await gate.Arrived.WaitAsync(_limit));

        await servers.Second.Grains.GetGrain<IBuildJobGrain>(key.ToString()).Resume(Guid.NewGuid());

        Assert.Equal(BuildServers.NodeOf(servers.First), (await servers.FindAsync(key)).Node);
        gate.Opened.TrySetResult();
        Assert.Equal(["a", "b", "end"], Ends(await new BuildReader(key).ReadToEndAsync(servers.First)));
    }

    [Fact]
    public async Task TakenOver_AfterACancellation_StopsInsteadOfGoingOn()
    {
        var servers = await StartAsync(new BuildServers());
        var gate = Gate(isStubborn: true);
        var key = await BeginAsync(servers.First, Chain(), _session);
        Assert.True(await gate.Arrived.WaitAsync(_limit));
        var stop = await servers.First.Grains.GetGrain<IBuildJobGrain>(key.ToString()).Cancel();
        Assert.Equal((false, false), (stop!.HasStopped, stop.HadEnded));
        Assert.Equal(JobState.Cancelling, (await servers.FindAsync(key)).State);

        await servers.TakeOverAsync(key);
        var lines = await new BuildReader(key).ReadToEndAsync(servers.Second);
        gate.Opened.TrySetResult();

        Assert.Equal(["end"], Ends(lines));
        Assert.Equal(JobState.Cancelled, (await servers.FindAsync(key)).State);
        Assert.Equal(lines, await new BuildReader(key).ReadToEndAsync(servers.First));
    }

    [Fact]
    public async Task TakenOver_TooOften_EndsWithAnError()
    {
        var servers = await StartAsync(new BuildServers { Limit = options => options.MaxAttempts = 1 });
        var key = await BeginAsync(servers.First, Chain(), TestStep.Held);

        await servers.TakeOverAsync(key);

        await AssertErrorAsync(servers, key, servers.Second, "The build was begun 1 times and the server stopped each time: it is given up.");
    }

    [Fact]
    public async Task Build_ThatTakesTooLong_EndsWithAnError()
    {
        var servers = await StartAsync(new BuildServers { RunLimit = options => options.MaxDuration = TimeSpan.FromSeconds(1) });
        var key = await BeginAsync(servers.First, Chain(), TestStep.Held);

        await AssertErrorAsync(servers, key, servers.First, "The build took longer than 00:00:01, which is the limit of this server.");
    }

    [Fact]
    public async Task Build_OfMoreVerticesThanAllowed_EndsWithAnError()
    {
        var servers = await StartAsync(new BuildServers { RunLimit = options => options.MaxExecutions = 1 });
        var gate = Gate(isStubborn: false);
        gate.Opened.TrySetResult();
        var key = await BeginAsync(servers.First, Chain(), _session);

        await AssertErrorAsync(servers, key, servers.First, "The run executed more than 1 vertices.");
    }

    [Fact]
    public async Task Build_WhoseComponentThrowsSomethingElse_SaysNothingOfIt()
    {
        var servers = await StartAsync(new BuildServers());
        var key = await BeginAsync(servers.First, Chain(), TestStep.Broken);

        var lines = await new BuildReader(key).ReadToEndAsync(servers.First);

        Assert.Equal(["vertices_sorted", "error", "end_vertex", "end"], lines.Select(line => Kind(line)));
        Assert.Equal("An unknown error occurred.\n", Data(lines[1]).GetProperty("text").GetString());
        Assert.False(Data(lines[2]).GetProperty("build_data").GetProperty("valid").GetBoolean());
        Assert.DoesNotContain(lines, line => line.Contains("Nobody expects", StringComparison.Ordinal));
        Assert.Equal(JobState.Failed, (await servers.FindAsync(key)).State);
    }

    [Fact]
    public async Task Build_WhoseServerStops_GoesOnWithAnother()
    {
        var servers = await StartAsync(new BuildServers());
        var other = new TestServer
        {
            Beside = servers.First,
            Configure = services => services.AddSingleton(_ => TestComponents.Catalog()),
        };
        await other.InitializeAsync();
        var node = BuildServers.NodeOf(other);
        var gate = Gate(isStubborn: false);
        var key = await BeginAsync(other, Chain(), _session);
        Assert.True(await gate.Arrived.WaitAsync(_limit));
        await other.DisposeAsync();
        Assert.Equal((JobState.Running, node), ((await servers.FindAsync(key)).State, (await servers.FindAsync(key)).Node));

        gate.Opened.TrySetResult();
        await servers.First.Grains.GetGrain<IBuildJobGrain>(key.ToString()).Resume(node);

        Assert.Equal(["a", "b", "end"], Ends(await new BuildReader(key).ReadToEndAsync(servers.First)));
    }

    [Fact]
    public async Task Poll_OfSeveralAtOnce_SharesTheEvents()
    {
        var servers = await StartAsync(new BuildServers());
        var graph = new FlowJson().Steps([.. Enumerable.Range(0, 12).Select(number => $"s{number}")]);
        for (var number = 1; number < 12; number++)
        {
            graph.Edge($"s{number - 1}", $"s{number}");
        }

        var key = await BeginAsync(servers.First, graph.Compile(), "polled by several");
        var job = servers.First.Grains.GetGrain<IBuildJobGrain>(key.ToString());

        var polled = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PollToEndAsync(job)));

        var batches = polled.SelectMany(each => each).OrderBy(batch => batch.First).ToList();
        Assert.Equal(1, batches[0].First);
        Assert.All(batches.Zip(batches.Skip(1)), pair => Assert.Equal(pair.First.Last + 1, pair.Second.First));
        Assert.Equal((await new BuildReader(key).ReadToEndAsync(servers.First)).Count, batches[^1].Last);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        TestComponents.Gates.TryRemove(_session, out _);
        return _servers?.DisposeAsync() ?? Task.CompletedTask;
    }

    private async Task<BuildServers> StartAsync(BuildServers servers)
    {
        await servers.InitializeAsync();
        return _servers = servers;
    }

    private StepGate Gate(bool isStubborn) => TestComponents.Gates.GetOrAdd(_session, _ => new StepGate { IsStubborn = isStubborn });

    private static FlowGraph Chain() => new FlowJson().Steps("a", "b").Edge("a", "b").Compile();

    private static async Task<JobKey> BeginAsync(TestServer server, FlowGraph graph, string session)
    {
        var key = new JobKey(server.TenantId, Guid.CreateVersion7());
        var request = new BuildRequest
        {
            FlowId = Guid.NewGuid(),
            UserId = server.UserId,
            SessionId = session,
            Document = ImmutableCollectionsMarshal.AsImmutableArray(graph.Definition.Document.ToArray()),
        };
        Assert.True(await server.Grains.GetGrain<IBuildJobGrain>(key.ToString()).Start(request, CancellationToken.None));
        return key;
    }

    private static async Task AssertErrorAsync(BuildServers servers, JobKey key, TestServer server, string text)
    {
        var lines = await new BuildReader(key).ReadToEndAsync(server);
        Assert.Equal("end", Kind(lines[^1]));
        Assert.Equal("error", Kind(lines[^2]));
        Assert.Single(lines, line => Kind(line) == "end");
        Assert.Equal(text, Data(lines[^2]).GetProperty("text").GetString());
        Assert.Equal(JobState.Failed, (await servers.FindAsync(key)).State);
    }

    private static async Task<List<BuildEventBatch>> PollToEndAsync(IBuildJobGrain job)
    {
        var batches = new List<BuildEventBatch>();
        for (var hasEnded = false; !hasEnded;)
        {
            var events = await job.PollEvents(CancellationToken.None);
            batches.AddRange(events!.Batches);
            hasEnded = events.HasEnded;
        }

        return batches;
    }

    private static IEnumerable<string> Ends(IEnumerable<string> lines) =>
        from line in lines
        where Kind(line) is "end_vertex" or "end" or "error"
        select Kind(line) == "end_vertex" ? Data(line).GetProperty("build_data").GetProperty("id").GetString()! : Kind(line);

    private static string Kind(string line) => JsonElement.Parse(line).GetProperty("event").GetString()!;

    private static JsonElement Data(string line) => JsonElement.Parse(line).GetProperty("data");
}
