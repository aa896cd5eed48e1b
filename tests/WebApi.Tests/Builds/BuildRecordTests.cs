using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Monitoring;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Builds;

/// <summary>What the monitor keeps of builds (semantics sections 4.9, 5.1 and 5.4).</summary>
[Collection(nameof(SharedServer))]
public sealed class BuildRecordTests(WebServer server) : IAsyncLifetime
{
    private TestUser _user = null!;

    public async Task InitializeAsync() => _user = await server.NewUserAsync();

    [Fact]
    public async Task Records_OfBuild_AreWhatItsReadersSaw()
    {
        var flow = await server.SaveFlowAsync(_user, "prompt-model-1.8");
        var events = await _user.Client.BuildAsync(flow, """{"inputs":{"input_value":"hi","session":"s1"}}""");

        var (builds, transactions) = await ReadAsync(flow);

        var ended = events.Where(each => each.Kind() == "end_vertex").Select(each => each.BuildData()).ToList();
        var job = (await server.JobsAsync(flow)).Single();
        Assert.Equal(ended.Select(built => built.Text("id")), builds.Select(build => build.VertexId));
        foreach (var (built, build) in ended.Zip(builds))
        {
            Assert.Equal(built.GetProperty("data").GetRawText(), build.Data);
            Assert.Equal(built.GetProperty("data").GetProperty("artifacts").GetRawText(), build.Artifacts);
            Assert.Equal((built.Text("params"), built.GetProperty("valid").GetBoolean()), (build.Params, build.Valid));
            Assert.Equal((job.JobId, _user.TenantId), (build.JobId, build.TenantId));
        }

        Assert.Equal(ended.Select(built => built.Text("id")), transactions.Select(transaction => transaction.VertexId));
        Assert.Equal([true, true, false], transactions.Select(transaction => transaction.Succeeded));
        Assert.Equal([null, null, "OPENAI_API_KEY variable not found."], transactions.Select(transaction => transaction.Error));
        Assert.All(ended.Zip(transactions), pair => Assert.Equal(
            pair.First.GetProperty("data").GetProperty("outputs").GetRawText(), pair.Second.Outputs));
    }

    [Fact]
    public async Task Transactions_OfModel_HaveNoSecrets()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        server.Model.Replies.Enqueue(FakeOpenAI.FakeReply.Text("done"));
        const string Secret = "sk-of-a-test-1234";

        var events = await _user.Client.BuildAsync(flow, BuildSteps.BodyOf(BuildSteps.StreamingModel()));

        var (builds, transactions) = await ReadAsync(flow);
        var inputs = JsonElement.Parse(transactions.Single(transaction => transaction.VertexId == BuildSteps.Model).Inputs);
        Assert.Equal("sk-o...1234", inputs.Text("api_key"));
        Assert.False(inputs.TryGetProperty("code", out _));
        Assert.All(events, each => Assert.DoesNotContain(Secret, each.GetRawText(), StringComparison.Ordinal));
        Assert.All(builds, build => Assert.DoesNotContain(Secret, build.Data + build.Artifacts + build.Params, StringComparison.Ordinal));
        Assert.All(transactions, each => Assert.DoesNotContain(Secret, each.Inputs + each.Outputs + each.Error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("?log_builds=false", 0)]
    [InlineData("?log_builds=true", 2)]
    [InlineData("", 2)]
    public async Task VertexBuilds_OfBuild_AreKeptUnlessTheyAreNotWanted(string query, int expected)
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        var events = await _user.Client.BuildAsync(flow, null, query);

        var (builds, transactions) = await ReadAsync(flow);

        Assert.Equal("end", events[^1].Kind());
        Assert.Equal((expected, 2), (builds.Count, transactions.Count));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<(List<VertexBuild> Builds, List<Transaction> Transactions)> ReadAsync(Guid flow)
    {
        await using var database = await server.DatabaseAsync();
        return (
            await database.VertexBuilds.AsNoTracking().Where(build => build.FlowId == flow).OrderBy(build => build.Timestamp).ToListAsync(),
            await database.Transactions.AsNoTracking().Where(each => each.FlowId == flow).OrderBy(each => each.Timestamp).ToListAsync());
    }
}
