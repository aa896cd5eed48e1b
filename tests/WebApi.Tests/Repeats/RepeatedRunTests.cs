using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.WebApi.Repeats;

/// <summary>Runs that come with an Idempotency-Key.</summary>
public sealed class RepeatedRunTests(WebServer server) : IClassFixture<WebServer>, IAsyncLifetime
{
    private readonly string _key = RepeatSteps.NewKey();
    private readonly string _text = Guid.NewGuid().ToString();
    private TestUser _user = null!;
    private Guid _flow;

    public async Task InitializeAsync()
    {
        _user = await server.NewUserAsync();
        _flow = await server.SaveFlowAsync(_user, RepeatSteps.ModelFlow);
    }

    [Theory]
    [InlineData("run/{0}", "application/json")]
    [InlineData("run/dev/{0}", "application/json")]
    [InlineData("run/{0}?stream=true", "text/event-stream; charset=utf-8")]
    public async Task Run_SentAgain_HasTheSameAnswerAndRunsOnce(string path, string contentType)
    {
        var first = await PostAsync(path);
        var again = await PostAsync(path);

        Assert.Equal((200, contentType, false), (first.Status, first.ContentType, first.IsReplayed));
        Assert.Equal(first.Replayed, again);
        Assert.Equal(1, server.CallsOf(_text));
        Assert.Equal(2, (await server.MessagesAsync(_flow)).Count);
    }

    [Fact]
    public async Task AdvancedRun_SentAgain_HasTheSameAnswerAndRunsOnce()
    {
        var body = $$"""{"inputs":[{"input_value":"{{_text}}"},{"input_value":"{{_text}}"}]}""";
        var first = await _user.Client.PostAsync($"/api/v1/run/advanced/{_flow}", _key, body);
        var again = await _user.Client.PostAsync($"/api/v1/run/advanced/{_flow}", _key, body);

        Assert.Equal(200, first.Status);
        Assert.Equal(first.Replayed, again);
        Assert.Equal(2, server.CallsOf(_text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?stream=true")]
    public async Task Run_SentAgainWhileItRuns_WaitsForTheSameAnswer(string query)
    {
        var gate = new FakeGate();
        server.Model.Replies.Enqueue(FakeReply.Text("late").Behind(gate));
        var first = PostAsync("run/{0}" + query);
        await UntilAsync(() => server.CallsOf(_text) == 1);
        var others = Enumerable.Range(0, 3).Select(_ => PostAsync("run/{0}" + query)).ToList();
        var different = await _user.Client.PostAsync($"/api/v1/run/{_flow}{query}", _key, RepeatSteps.Asking("something else"));
        Assert.DoesNotContain(others, other => other.IsCompleted);

        gate.Open();

        var answer = await first;
        Assert.Equal(200, answer.Status);
        Assert.All(await Task.WhenAll(others), other => Assert.Equal(answer.Replayed, other));
        Assert.Equal(422, different.Status);
        Assert.Equal(1, server.CallsOf(_text));
    }

    [Fact]
    public async Task Stream_OfAFirstCaller_ComesWhileItRuns()
    {
        var gate = new FakeGate();
        server.Model.Replies.Enqueue(FakeReply.Text("late").Behind(gate));
        using var request = RepeatSteps.Request($"/api/v1/run/{_flow}?stream=true", _key, RepeatSteps.Asking(_text));

        using var answer = await _user.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var line = await lines.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(20));
        gate.Open();

        Assert.Equal("add_message", JsonElement.Parse(line!).Text("event"));
        Assert.Contains("\"end\"", await lines.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithTheKeyOfAnotherRequest_Is422WithASentence()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        await PostAsync("run/{0}");

        var others = new[]
        {
            await _user.Client.PostAsync($"/api/v1/run/{_flow}", _key, RepeatSteps.Asking("another")),
            await _user.Client.PostAsync($"/api/v1/run/{_flow}?stream=true", _key, RepeatSteps.Asking(_text)),
            await _user.Client.PostAsync($"/api/v1/run/{flow}", _key, RepeatSteps.Asking(_text)),
        };

        Assert.All(others, other => Assert.Equal(
            (422, "This Idempotency-Key was used for another request. Use another key for each request."),
            (other.Status, JsonElement.Parse(other.Body).Text("detail"))));
        Assert.Equal(1, server.CallsOf(_text));
    }

    [Fact]
    public async Task Run_WithTheKeyInTheQuery_IsTheSameRequestWithAnotherCredential()
    {
        var first = await PostAsync("run/{0}");
        using var nobody = server.NewClient();

        var again = await nobody.PostAsync($"/api/v1/run/{_flow}?x-api-key={_user.ApiKey}", _key, RepeatSteps.Asking(_text));

        Assert.Equal(first.Replayed, again);
    }

    [Fact]
    public async Task Run_WithTheKeyOfAnotherUser_IsAnotherRun()
    {
        var colleague = await server.NewUserAsync(_user.TenantId);
        var stranger = await server.NewUserAsync();
        await PostAsync("run/{0}");

        foreach (var other in new[] { colleague, stranger })
        {
            var flow = await server.SaveFlowAsync(other, RepeatSteps.ModelFlow);
            var answer = await other.Client.PostAsync($"/api/v1/run/{flow}", _key, RepeatSteps.Asking(_text));
            Assert.Equal((200, false), (answer.Status, answer.IsReplayed));
        }

        Assert.Equal(3, server.CallsOf(_text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\u0001b")]
    [InlineData("256")]
    public async Task Run_WithAnInvalidKey_Is400(string key)
    {
        var answer = await _user.Client.PostAsync($"/api/v1/run/{_flow}", key == "256" ? new string('k', 256) : key, RepeatSteps.Asking(_text));

        Assert.Equal(400, answer.Status);
        Assert.Equal(0, server.CallsOf(_text));
    }

    [Fact]
    public async Task Run_WithTheLongestKey_IsTaken()
    {
        Assert.Equal(200, (await _user.Client.PostAsync($"/api/v1/run/{_flow}", new string('k', 255), RepeatSteps.Asking(_text))).Status);
    }

    [Fact]
    public async Task Run_ThatFailed_FailsTheSameWayAndIsNotDoneAgain()
    {
        server.Model.Replies.Enqueue(FakeReply.Error(400, null, "this is refused"));

        var first = await PostAsync("run/{0}");
        var again = await PostAsync("run/{0}");

        Assert.Equal(500, first.Status);
        Assert.Contains("this is refused", first.Body, StringComparison.Ordinal);
        Assert.Equal(first.Replayed, again);
        Assert.Equal(1, server.CallsOf(_text));
    }

    [Fact]
    public async Task Run_ThatIsInvalid_IsSoAgain()
    {
        const string Body = """{"input_request":{"input_value":7}}""";
        var first = await _user.Client.PostAsync($"/api/v1/run/{_flow}", _key, Body);
        var again = await _user.Client.PostAsync($"/api/v1/run/{_flow}", _key, Body);

        Assert.Equal(422, first.Status);
        Assert.Equal(first.Replayed, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?stream=true")]
    public async Task Run_WhoseCallerHasLeft_IsDoneForTheNextOne(string query)
    {
        server.Model.Replies.Enqueue(FakeReply.Hang());
        using var leave = new CancellationTokenSource();
        var first = _user.Client.PostAsync($"/api/v1/run/{_flow}{query}", _key, RepeatSteps.Asking(_text), leave.Token);
        await UntilAsync(() => server.CallsOf(_text) == 1);
        var second = PostAsync("run/{0}" + query);

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        var answer = await second;
        Assert.Equal((200, false), (answer.Status, answer.IsReplayed));
        Assert.Equal(answer.Replayed, await PostAsync("run/{0}" + query));
        Assert.Equal(2, server.CallsOf(_text));

        // What the first one has said is said once.
        Assert.Equal(["User", "Machine"], (await server.MessagesAsync(_flow)).Select(message => message.Sender));
    }

    [Fact]
    public async Task Run_WhoseNodeIsGone_IsBegunAgainAsTheSameJob()
    {
        await PostAsync("run/{0}");
        var said = await server.MessagesAsync(_flow);
        var job = (await server.OnlyRequestAsync(_user)).JobId;
        await server.LoseAnswerAsync(_user, node: Guid.NewGuid());

        var again = await PostAsync("run/{0}");

        Assert.Equal((200, false), (again.Status, again.IsReplayed));
        Assert.Equal(2, server.CallsOf(_text));
        Assert.Equal(said.Select(message => message.MessageId), (await server.MessagesAsync(_flow)).Select(message => message.MessageId));
        Assert.Equal(job, (await server.OnlyRequestAsync(_user)).JobId);
        Assert.Equal(again.Replayed, await PostAsync("run/{0}"));
    }

    [Fact]
    public async Task Run_ThatFailedOnANodeThatIsGone_SaysItsFailureOnce()
    {
        server.Model.Replies.Enqueue(FakeReply.Error(400, null, "refused once"));
        await PostAsync("run/{0}");
        var said = await server.MessagesAsync(_flow);
        await server.LoseAnswerAsync(_user, node: Guid.NewGuid());
        server.Model.Replies.Enqueue(FakeReply.Error(400, null, "refused twice"));

        var again = await PostAsync("run/{0}");

        Assert.Contains("refused twice", again.Body, StringComparison.Ordinal);
        var now = await server.MessagesAsync(_flow);
        Assert.Equal(said.Select(message => message.MessageId), now.Select(message => message.MessageId));
        Assert.Contains("refused twice", now[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WhoseNodeLives_WaitsForItsAnswer()
    {
        var node = Guid.NewGuid();
        await PostAsync("run/{0}");
        await server.LoseAnswerAsync(_user, node);
        await using var database = await server.DatabaseAsync();
        database.Nodes.Add(new Storage.Jobs.Node { Id = node, Beat = 1 });
        await database.SaveChangesAsync();

        var waiting = PostAsync("run/{0}");
        using var impatient = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _user.Client.PostAsync($"/api/v1/run/{_flow}", _key, RepeatSteps.Asking(_text), impatient.Token));
        Assert.False(waiting.IsCompleted);
        await database.RepeatableRequests.Where(row => row.TenantId == _user.TenantId).ExecuteUpdateAsync(change => change
            .SetProperty(row => row.Status, 201).SetProperty(row => row.ContentType, "text/plain").SetProperty(row => row.Body, "theirs"u8.ToArray()));

        Assert.Equal(new KeyedAnswer(201, "text/plain", "theirs", true), await waiting);
        Assert.Equal(1, server.CallsOf(_text));
    }

    [Fact]
    public async Task Run_AfterADay_IsAnotherOne()
    {
        await PostAsync("run/{0}");
        await using var database = await server.DatabaseAsync();
        await database.RepeatableRequests.Where(row => row.TenantId == _user.TenantId).ExecuteUpdateAsync(change => change
            .SetProperty(row => row.CreatedAt, DateTimeOffset.UtcNow.AddHours(-24)));

        var again = await _user.Client.PostAsync($"/api/v1/run/{_flow}", _key, RepeatSteps.Asking("of another day"));

        Assert.Equal((200, false), (again.Status, again.IsReplayed));
    }

    [Fact]
    public async Task Run_WithAnAnswerTooLargeToKeep_IsNotDoneAgain()
    {
        var flow = await server.SaveFlowAsync(_user, "chat-echo");
        var body = RepeatSteps.Asking("x").Replace("\"x\"", $"\"{new string('x', 4 << 20)}\"", StringComparison.Ordinal)
            .Replace("\"session_id\"", "\"other\"", StringComparison.Ordinal);
        var first = await _user.Client.PostAsync($"/api/v1/run/{flow}", _key, body);
        var again = await _user.Client.PostAsync($"/api/v1/run/{flow}", _key, body);

        Assert.Equal(200, first.Status);
        Assert.True(first.Body.Length > KeptAnswer.Largest);
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(first.Body).ValueKind);
        Assert.Equal(409, again.Status);
        Assert.StartsWith("This request was done and answered with status 200", JsonElement.Parse(again.Body).Text("detail"), StringComparison.Ordinal);
        Assert.Equal(2, (await server.MessagesAsync(flow)).Count);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private Task<KeyedAnswer> PostAsync(string path) =>
        _user.Client.PostAsync("/api/v1/" + string.Format(null, path, _flow), _key, RepeatSteps.Asking(_text));

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(5, limit.Token);
        }
    }
}
