using System.Net;
using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.EndToEnd;

public sealed class StopTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private FakeOpenAIServer _model = null!;

    public async Task InitializeAsync() => _model = await FakeOpenAIServer.StartAsync();

    [Fact]
    public async Task Stop_WhileARunIsWaiting_LetsItEndAndRefusesNewOnes()
    {
        var gate = new FakeGate();
        _model.Replies.Enqueue(FakeReply.Slow(gate, "late but whole"));
        await using var server = await ServerProcess.StartAsync(WithModel());
        using var client = server.NewClient();
        var running = client.PostAsync("/api/v1/run/basic-prompting", new StringContent("""{"input_value":"hi"}"""));
        await _model.WaitForRequestAsync();

        server.Stop();
        var refused = await UntilRefusedAsync(client);
        gate.Open();

        Assert.Equal("""{"detail":"The server is stopping."}""", refused);
        using var answer = await running;
        Assert.Contains("late but whole", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await server.EndAsync();
        Assert.Equal(0, server.ExitCode);
    }

    [Fact]
    public async Task Stop_WhileARunNeverEnds_GivesItUpAtTheLimit()
    {
        _model.Replies.Enqueue(FakeReply.Hang());
        await using var server = await ServerProcess.StartAsync(WithModel(("SKILLFLAW_SHUTDOWN_TIMEOUT", "1")));
        using var client = server.NewClient();
        var running = client.PostAsync("/api/v1/run/basic-prompting", new StringContent("""{"input_value":"hi"}"""));
        await _model.WaitForRequestAsync();

        server.Stop();
        await server.EndAsync();

        Assert.Equal(0, server.ExitCode);
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () => (await running).EnsureSuccessStatusCode());
    }

    public async Task DisposeAsync() => await _model.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    private Dictionary<string, string> WithModel(params (string, string)[] more) =>
        _folder.Settings([("OPENAI_BASE_URL", _model.BaseUrl), ("OPENAI_API_KEY", "sk-of-the-server"), .. more]);

    // The signal takes a moment to arrive.
    private static async Task<string> UntilRefusedAsync(HttpClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var answer = await client.GetAsync("/health", limit.Token);
            if (answer.StatusCode is HttpStatusCode.ServiceUnavailable)
            {
                return await answer.Content.ReadAsStringAsync(limit.Token);
            }
        }
    }
}
