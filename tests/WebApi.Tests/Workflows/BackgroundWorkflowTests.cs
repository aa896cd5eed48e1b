using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Storage;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>Workflows that nobody waits for, and asking for them (semantics section 7.4).</summary>
public sealed class BackgroundWorkflowTests : IAsyncLifetime
{
    private readonly WebServer _server = new();
    private TestUser _user = null!;

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _user = await _server.NewUserAsync();
    }

    [Fact]
    public async Task Background_Accepted_IsAJobWithItsLinks()
    {
        var flow = await _server.SaveFlowAsync(_user, "chat-echo");

        var job = await _user.Client.ExecuteAsync(flow, "\"background\":true").ReadAsync(200);

        var id = job.Text("job_id");
        Assert.Equal(
            ["flow_id", "job_id", "object", "created_timestamp", "status", "links", "errors"], job.EnumerateObject().Select(field => field.Name));
        Assert.Equal((flow.ToString(), "job", "queued"), (job.Text("flow_id"), job.Text("object"), job.Text("status")));
        Assert.Equal($$"""{"status":"/api/v2/workflows?job_id={{id}}","stop":"/api/v2/workflows/stop"}""", job.GetProperty("links").GetRawText());
    }

    [Fact]
    public async Task Background_AtItsEnd_HasTheAnswerOfOneThatWasWaitedFor()
    {
        var flow = await _server.SaveFlowAsync(_user, "chat-echo");
        const string Inputs = """
            "inputs":{"ChatInput-eCh01.input_value":"hi","ChatInput-eCh01.session_id":"s1"}
            """;
        var waited = await _user.Client.ExecuteAsync(flow, Inputs).ReadAsync(200);

        var id = await _user.Client.BeginAsync(flow, Inputs);
        var (status, answer) = await _user.Client.WhenEndedAsync(id);

        Assert.Equal(200, status);
        Assert.Equal(
            waited.GetRawText().Replace(waited.Text("job_id")!, id, StringComparison.Ordinal)
                .Replace(waited.Text("created_timestamp")!, answer.Text("created_timestamp"), StringComparison.Ordinal),
            answer.GetRawText());
        Assert.All(await _server.MessagesAsync(flow), message => Assert.Equal("s1", message.SessionId));
    }

    [Fact]
    public async Task Background_OfOneFlow_RunSideBySide()
    {
        var flow = await _server.SaveFlowAsync(_user, "prompt-model-1.8");
        var gate = new FakeGate();
        _server.Model.Respond = _ => FakeReply.Slow(gate, "done");

        var first = await _user.Client.BeginAsync(flow, WorkflowSteps.Globals);
        var second = await _user.Client.BeginAsync(flow, WorkflowSteps.Globals);
        await _server.Model.WaitForRequestAsync(2);

        Assert.Equal("in_progress", (await _user.Client.StatusAsync(first).ReadAsync(200)).Text("status"));
        Assert.Equal("in_progress", (await _user.Client.StatusAsync(second).ReadAsync(200)).Text("status"));
        gate.Open();
        Assert.Equal("completed", (await _user.Client.WhenEndedAsync(first)).Answer.Text("status"));
        Assert.Equal("completed", (await _user.Client.WhenEndedAsync(second)).Answer.Text("status"));
    }

    [Fact]
    public async Task Background_WithVariables_SealsThemInTheDatabase()
    {
        var flow = await _server.SaveFlowAsync(_user, "prompt-model-1.8");

        var id = await _user.Client.BeginAsync(flow, WorkflowSteps.Globals);
        await _user.Client.WhenEndedAsync(id);

        await using var database = await _server.Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();
        var stored = Encoding.UTF8.GetString((await database.QueuedJobs.SingleAsync(job => job.JobId == Guid.Parse(id))).Request);
        Assert.Contains("\"variables\"", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-of-the-request", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("OPENAI_API_KEY", stored, StringComparison.Ordinal);
        Assert.Equal("Bearer sk-of-the-request", _server.Model.Requests[^1].Authorization);
    }

    [Fact]
    public async Task Background_WhoseComponentFails_IsReadAsFailed()
    {
        var flow = await _server.SaveFlowAsync(_user, "prompt-model-1.8");

        var id = await _user.Client.BeginAsync(flow);
        var (status, answer) = await _user.Client.WhenEndedAsync(id);

        Assert.Equal((500, "JOB_FAILED"), (status, answer.GetProperty("detail").Text("code")));
        Assert.Contains("OPENAI_API_KEY variable not found.", answer.GetProperty("detail").Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_OfRunningJob_EndsItAndSaysSoOnce()
    {
        var flow = await _server.SaveFlowAsync(_user, "prompt-model-1.8");
        var gate = new FakeGate();
        _server.Model.Respond = _ => FakeReply.Slow(gate, "done");
        var id = await _user.Client.BeginAsync(flow, WorkflowSteps.Globals);
        await _server.Model.WaitForRequestAsync(1);

        var stopped = await _user.Client.StopAsync($"\"{id}\"").ReadAsync(200);
        var again = await _user.Client.StopAsync($"\"{id}\"").ReadAsync(200);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await _server.Model.WaitForAbortAsync(1, limit.Token);

        Assert.Equal((id, $"Job {id} cancelled successfully."), (stopped.Text("job_id"), stopped.Text("message")));
        Assert.Equal($"Job {id} is already cancelled.", again.Text("message"));
        Assert.Equal("cancelled", (await _user.Client.StatusAsync(id).ReadAsync(200)).Text("status"));
        gate.Open();
    }

    [Fact]
    public async Task Stop_OfEndedJob_SaysThatItHasEnded()
    {
        var flow = await _server.SaveFlowAsync(_user, "chat-echo");
        var id = await _user.Client.BeginAsync(flow);
        await _user.Client.WhenEndedAsync(id);

        var answer = await _user.Client.StopAsync($"\"{id}\"").ReadAsync(200);

        Assert.Equal($"Job {id} has already ended.", answer.Text("message"));
    }

    [Theory]
    [InlineData("17")]
    [InlineData("\"17\"")]
    [InlineData("\"01980d3e-5b7a-7c3e-9d52-6f1d7f0a1c22\"")]
    public async Task Stop_OfUnknownJob_IsNotFound(string id) => await _user.Client.StopAsync(id).FailAsync(404, "JOB_NOT_FOUND");

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"job_id":null}""")]
    [InlineData("""{"job_id":true}""")]
    [InlineData("""{"job_id":1.5}""")]
    public async Task Stop_WithoutAnId_Is422(string body) => await _user.Client.SendAsync(HttpMethod.Post, $"{WorkflowSteps.Path}/stop", body).ReadAsync(422);

    [Fact]
    public async Task Read_WithoutAnId_SaysWhatIsMissing() => await _user.Client.GetAsync(WorkflowSteps.Path).FailAsync(400, "MISSING_PARAMETER");

    [Fact]
    public async Task Read_OfJobOfAnother_IsAnsweredLikeAnInventedId()
    {
        var colleague = await _server.NewUserAsync(_user.TenantId);
        var stranger = await _server.NewUserAsync();
        var id = await _user.Client.BeginAsync(await _server.SaveFlowAsync(_user, "chat-echo"));
        var webhook = (await _user.Client.SendAsync(HttpMethod.Post, $"/api/v1/webhook/{await _server.SaveFlowAsync(_user, "webhook")}", "{}").ReadAsync(202)).Text("job_id")!;
        var invented = Guid.CreateVersion7().ToString();
        var expected = (await _user.Client.StatusAsync(invented).FailAsync(404, "JOB_NOT_FOUND")).GetRawText().Replace(invented, "", StringComparison.Ordinal);

        foreach (var (client, job) in new[] { (colleague.Client, id), (stranger.Client, id), (_user.Client, webhook) })
        {
            var read = await client.StatusAsync(job).FailAsync(404, "JOB_NOT_FOUND");
            var stopped = await client.StopAsync($"\"{job}\"").FailAsync(404, "JOB_NOT_FOUND");

            Assert.Equal(expected, read.GetRawText().Replace(job, "", StringComparison.Ordinal));
            Assert.Equal(expected, stopped.GetRawText().Replace(job, "", StringComparison.Ordinal));
        }
    }

    public Task DisposeAsync() => _server.DisposeAsync();
}
