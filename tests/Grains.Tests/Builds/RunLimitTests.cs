using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using SkillFlaw.Components;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Grains.Builds;

public sealed class RunLimitTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Run_VertexTakesTooLong_FailsAndStopsIt()
    {
        var (message, aborted, errors) = await RunAgainstAHangingModelAsync(options => options.MaxVertexDuration = _limit);

        Assert.StartsWith("Error running graph: Error building Component ", message, StringComparison.Ordinal);
        Assert.Contains("00:00:03", message, StringComparison.Ordinal);
        Assert.Equal((1, 1), (aborted, errors));
    }

    [Fact]
    public async Task Run_TakesTooLong_FailsAndStopsWhatRuns()
    {
        var (message, aborted, errors) = await RunAgainstAHangingModelAsync(options => options.MaxDuration = _limit);

        Assert.Equal("Error running graph: the run took longer than 00:00:03.", message);
        Assert.Equal((1, 0), (aborted, errors));
    }

    [Fact]
    public async Task Run_MoreExecutionsThanAllowed_Fails()
    {
        var server = new TestServer { Limit = options => options.MaxExecutions = 1 };
        await server.InitializeAsync();
        try
        {
            var flow = await server.SaveAsync("chat-echo");

            var failure = await Assert.ThrowsAsync<RunFailedException>(() => server.NewJob().Run(server.Say(flow, "Hi"), CancellationToken.None));

            Assert.Equal("Error running graph: The run executed more than 1 vertices.", failure.Message);
            Assert.Equal(0, await CountErrorsAsync(server));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<int> CountErrorsAsync(TestServer server)
    {
        await using var database = await server.Databases.CreateDbContextAsync();
        return await database.Messages.OfTenant(server.TenantId).CountAsync(message => message.Category == "error");
    }

    private static async Task<(string Message, int Aborted, int Errors)> RunAgainstAHangingModelAsync(Action<RunOptions> limit)
    {
        var server = new TestServer { Limit = limit };
        await server.InitializeAsync();
        try
        {
            await using var openAI = await FakeOpenAIServer.StartAsync();
            server.Providers.ByName["OpenAI"] = new ProviderSettings(new Uri(openAI.BaseUrl), null);
            var request = server.Say(await server.SaveAsync("prompt-model-1.8"), "Hi") with
            {
                Variables = ImmutableDictionary<string, string>.Empty.Add("OPENAI_API_KEY", "sk-test"),
            };

            // Once to warm up: the limit is for the model, and not for what a first run compiles.
            await server.NewJob().Run(request, CancellationToken.None);
            openAI.Replies.Enqueue(FakeReply.Hang());
            var failure = await Assert.ThrowsAsync<RunFailedException>(() => server.NewJob().Run(request, CancellationToken.None));

            await openAI.WaitForAbortAsync(CancellationToken.None);
            return (failure.Message, (int)openAI.AbortedCount, await CountErrorsAsync(server));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}
