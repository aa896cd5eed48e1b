using System.Runtime.InteropServices;
using System.Text.Json;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Runs;

namespace SkillFlaw.Grains.Builds;

/// <summary>
/// Random flows with random readers, while the build goes from one server to the other and back: in the order that is promised, each event once,
/// and nothing twice. The server that has lost a build does not know it, as after a pause: it goes on until the log refuses it.
/// </summary>
public sealed class BuildPropertyTests(BuildServers servers) : IClassFixture<BuildServers>
{
    private const int Seeds = 12;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Build_OfRandomFlow_IsTheSameForEveryReader(bool loops, bool routers)
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            try
            {
                await CheckAsync(seed, loops, routers);
            }
            catch (Exception failure)
            {
                Assert.Fail($"Seed {seed}, loops {loops}, routers {routers}: {failure}");
            }
        }
    }

    private async Task CheckAsync(int seed, bool loops, bool routers)
    {
        var random = new Random(seed);
        var graph = RandomFlow.Draw(seed, loops, routers, tangled: routers);
        var alone = await BuildAsync(graph, seed, [], 0, random);
        var disturbed = await BuildAsync(
            graph, seed, [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => (long)random.Next(1, alone.Lines.Count + 1)).Order()], random.Next(1, 5), random);

        Assert.Equal(Ends(alone.Lines).Order(), Ends(disturbed.Lines).Order());
        foreach (var (flowId, lines) in (List<(Guid, IReadOnlyList<string>)>)[(alone.FlowId, alone.Lines), (disturbed.FlowId, disturbed.Lines)])
        {
            CheckOrder(graph, lines, isStrict: !loops);
            Assert.Equal(Messages(lines).Order(), (await servers.MessagesAsync(flowId)).Order());
        }
    }

    private async Task<(Guid FlowId, IReadOnlyList<string> Lines)> BuildAsync(FlowGraph graph, int seed, long[] crashes, int readers, Random random)
    {
        var key = new JobKey(servers.First.TenantId, Guid.CreateVersion7());
        var flowId = Guid.NewGuid();
        Assert.True(await servers.First.Grains.GetGrain<IBuildJobGrain>(key.ToString()).Start(
            new BuildRequest
            {
                FlowId = flowId,
                UserId = servers.First.UserId,
                SessionId = $"seed {seed}",
                Document = ImmutableCollectionsMarshal.AsImmutableArray(graph.Definition.Document.ToArray()),
            },
            CancellationToken.None));
        var reading = Enumerable.Range(0, readers).Select(_ => ReadAsync(key, new Random(random.Next()))).ToList();
        var polling = crashes.Length > 0 ? PollAsync(key) : Task.FromResult(0L);
        var watcher = new BuildReader(key);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        foreach (var crash in crashes)
        {
            while (watcher.Last < crash && !watcher.HasEnded)
            {
                await watcher.ReadAsync(servers.First, limit.Token);
            }

            await servers.TakeOverAsync(key);
        }

        var lines = await watcher.ReadToEndAsync(servers.Second);
        foreach (var each in await Task.WhenAll(reading))
        {
            Assert.Equal(lines, each);
        }

        Assert.Equal(lines, await new BuildReader(key).ReadToEndAsync(servers.First));
        Assert.Equal(crashes.Length > 0 ? lines.Count : 0, await polling);
        return (flowId, lines);
    }

    // A poll is noted in the log too, and must not be taken for somebody who executes the build: it asks the server that does.
    private async Task<long> PollAsync(JobKey key)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        for (var last = 0L; ;)
        {
            var server = servers.OwnerOf(await servers.FindAsync(key));
            var events = await server.Grains.GetGrain<IBuildJobGrain>(key.ToString()).PollEvents(limit.Token);
            foreach (var batch in events!.Batches)
            {
                Assert.Equal(last + 1, batch.First);
                last = batch.Last;
            }

            if (events.HasEnded)
            {
                return last;
            }
        }
    }

    // Comes late or not, is slow or not, and leaves now and then in the middle of a call.
    private async Task<IReadOnlyList<string>> ReadAsync(JobKey key, Random random)
    {
        var reader = new BuildReader(key);
        for (var late = random.Next(200); late > 0; late--)
        {
            await Task.Yield();
        }

        var slow = random.Next(50);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!reader.HasEnded)
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
            var call = reader.ReadAsync(random.Next(2) == 0 ? servers.First : servers.Second, leaving.Token);
            if (random.Next(4) == 0)
            {
                await leaving.CancelAsync();
            }

            try
            {
                await call;
            }
            catch (OperationCanceledException) when (!limit.IsCancellationRequested)
            {
            }

            for (var pause = slow; pause > 0; pause--)
            {
                await Task.Yield();
            }
        }

        return reader.Lines;
    }

    private static void CheckOrder(FlowGraph graph, IReadOnlyList<string> lines, bool isStrict)
    {
        var events = lines.Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal("vertices_sorted", Kind(events[0]));
        Assert.Equal("end", Kind(events[^1]));
        Assert.Single(events, each => Kind(each) == "end");
        Assert.Equal(Ends(lines).Count(), Ends(lines).Distinct().Count());
        var ended = new HashSet<string>();
        foreach (var each in events)
        {
            if (VertexOf(each) is { } id && graph.Find(id) is { } vertex)
            {
                var before = graph.Edges.Where(edge => edge.Target == vertex.Index && !edge.IsFeedback).Select(edge => graph.Vertices[edge.Source].Id).ToList();
                Assert.True(
                    before.Count == 0 || (isStrict ? before.All(ended.Contains) : before.Any(ended.Contains)), $"{each.GetRawText()} came before its predecessors.");
                if (Kind(each) == "end_vertex")
                {
                    ended.Add(id);
                }
            }
        }
    }

    // Each execution of a vertex gives its number; one that failed gives none.
    private static IEnumerable<string> Ends(IEnumerable<string> lines) =>
        from line in lines
        let each = JsonElement.Parse(line)
        where Kind(each) == "end_vertex"
        let built = each.GetProperty("data").GetProperty("build_data")
        select built.GetProperty("valid").GetBoolean()
            ? built.GetProperty("data").GetProperty("outputs").GetRawText()
            : $"{built.GetProperty("id")} failed: {built.GetProperty("params")}";

    private static IEnumerable<Guid> Messages(IEnumerable<string> lines) =>
        lines.Select(line => JsonElement.Parse(line)).Where(each => Kind(each) is "add_message" or "error")
            .Select(each => each.GetProperty("data").GetProperty("id").GetGuid()).Distinct();

    private static string? VertexOf(JsonElement each) => Kind(each) switch
    {
        "end_vertex" => each.GetProperty("data").GetProperty("build_data").GetProperty("id").GetString(),
        "add_message" => each.GetProperty("data").GetProperty("sender_name").GetString(),
        _ => null,
    };

    private static string Kind(JsonElement each) => each.GetProperty("event").GetString()!;
}
