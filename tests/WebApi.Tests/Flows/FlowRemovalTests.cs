using Microsoft.EntityFrameworkCore;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Journals;
using SkillFlaw.WebApi.Monitor;
using SkillFlaw.WebApi.SignIns;
using static SkillFlaw.WebApi.Flows.FlowSteps;

namespace SkillFlaw.WebApi.Flows;

[Collection(nameof(SharedServer))]
public sealed class FlowRemovalTests(WebServer server)
{
    [Fact]
    public async Task Delete_OfAFlowThatRan_RemovesItAndWhatWasSaid()
    {
        var (user, name) = (await server.NewUserAsync(), NewName());
        var flow = await user.Client.CreateFlowAsync(fields: $"\"endpoint_name\":\"{name}\",\"data\":{Echo()}");
        var other = await user.Client.CreateFlowAsync(fields: $"\"data\":{Echo()}");
        await user.Client.RunAsync(name);
        await user.Client.RunAsync(other.Text("id")!);
        Assert.NotEmpty(await server.MessagesAsync(flow.GetProperty("id").GetGuid()));

        var answer = await user.Client.DeleteAsync($"{FlowsPath}{flow.Text("id")}").ReadAsync(200);

        Assert.Equal("""{"message":"Flow deleted successfully"}""", answer.GetRawText());
        Assert.Empty(await server.MessagesAsync(flow.GetProperty("id").GetGuid()));
        Assert.NotEmpty(await server.MessagesAsync(other.GetProperty("id").GetGuid()));
        await user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{name}", "{}").ReadAsync(404);
        await user.Client.SendAsync(HttpMethod.Post, $"/api/v1/run/{flow.Text("id")}", "{}").ReadAsync(404);
        Assert.Equal("Flow not found", await user.Client.GetAsync($"{FlowsPath}{flow.Text("id")}").ReadErrorAsync(404));
        Assert.Equal("Flow not found", await user.Client.DeleteAsync($"{FlowsPath}{flow.Text("id")}").ReadErrorAsync(404));
    }

    [Fact]
    public async Task Delete_OfAFlow_RemovesWhatWasDoneInIt()
    {
        var user = await server.NewUserAsync();
        var (flow, other) = (await server.SaveFlowAsync(user, "chat-echo"), await server.SaveFlowAsync(user, "chat-echo"));
        foreach (var each in new[] { flow, other })
        {
            await server.SayAsync(user, each, "s", "said");
            await server.RememberedAsync(user, each, "s");
            await user.Client.SendAsync(HttpMethod.Post, MonitorSteps.SessionsPath, $$"""{"flow_id":"{{each}}"}""").ReadAsync(201);
            await server.StoreAsync([.. Enumerable.Range(0, 501).Select(number => MonitorSteps.Build(user, each, $"{number}")), MonitorSteps.Executed(user, each, "a")]);
            await server.StoreAsync([.. Enumerable.Range(0, 60).SelectMany(_ => JobOf(user, each, DateTimeOffset.UtcNow)), .. JobOf(user, each, null)]);
        }

        await user.Client.DeleteAsync($"{FlowsPath}{flow}").ReadAsync(200);

        Assert.Equal((0, 0, 0, 0, 1, 1), await CountAsync(flow));
        Assert.Equal((1, 501, 1, 1, 61, 61), await CountAsync(other));
        Assert.Empty(await server.RememberedAsync(user, flow, "s"));
    }

    [Fact]
    public async Task DeleteSeveral_CountsTheCallersOnly()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());
        var flow = await user.Client.CreateFlowAsync(fields: $"\"data\":{Echo()}");
        var theirs = await other.Client.CreateFlowAsync(fields: $"\"data\":{Echo()}");
        await user.Client.RunAsync(flow.Text("id")!);
        await other.Client.RunAsync(theirs.Text("id")!);

        var answer = await user.Client.SendAsync(
            HttpMethod.Delete, FlowsPath, $"""["{flow.Text("id")}","{flow.Text("id")}","{theirs.Text("id")}","{Guid.NewGuid()}"]""").ReadAsync(200);

        Assert.Equal("""{"deleted":1}""", answer.GetRawText());
        Assert.Empty(await server.MessagesAsync(flow.GetProperty("id").GetGuid()));
        Assert.NotEmpty(await server.MessagesAsync(theirs.GetProperty("id").GetGuid()));
        await other.Client.ReadFlowAsync(theirs);
    }

    [Theory]
    [InlineData("""{"ids":[]}""", "list_type", """["body"]""")]
    [InlineData("""["x"]""", "uuid_parsing", """["body",0]""")]
    [InlineData("""["00000000-0000-0000-0000-000000000000",5]""", "uuid_type", """["body",1]""")]
    [InlineData("", "missing", """["body"]""")]
    public async Task DeleteSeveral_WithoutIds_SaysWhatIsWrong(string body, string type, string location)
    {
        var error = (await server.Admin.SendAsync(HttpMethod.Delete, FlowsPath, body).ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal(type, error.Text("type"));
        Assert.Equal(location, error.GetProperty("loc").GetRawText());
    }

    private static IEnumerable<JournalEntry> JobOf(TestUser user, Guid flow, DateTimeOffset? finished)
    {
        var id = Guid.NewGuid();
        yield return JobTable.Instance.Insert(new Job
        {
            JobId = id,
            TenantId = user.TenantId,
            FlowId = flow,
            UserId = user.Id,
            Node = Guid.NewGuid(),
            CreatedAt = DateTimeOffset.UtcNow,
            FinishedAt = finished,
        });
        yield return JobLogTable.Instance.Insert(new JobLogEntry { TenantId = user.TenantId, JobId = id, Entry = 0, LastNumber = 0, Events = [] });
    }

    private async Task<(int Messages, int Builds, int Transactions, int Sessions, int Jobs, int Log)> CountAsync(Guid flow)
    {
        await using var database = await server.DatabaseAsync();
        var jobs = database.Jobs.Where(job => job.FlowId == flow);
        return (
            await database.Messages.CountAsync(message => message.FlowId == flow),
            await database.VertexBuilds.CountAsync(build => build.FlowId == flow),
            await database.Transactions.CountAsync(transaction => transaction.FlowId == flow),
            await database.Sessions.CountAsync(session => session.FlowId == flow),
            await jobs.CountAsync(),
            await database.JobLog.CountAsync(entry => jobs.Any(job => job.JobId == entry.JobId)));
    }
}
