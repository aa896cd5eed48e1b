using Microsoft.EntityFrameworkCore;
using SkillFlaw.Components;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Grains.Builds;

public sealed class BuildJobGrainTests(TestServer server) : IClassFixture<TestServer>
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Run_ChatFlow_AnswersAndHasStoredBothMessages()
    {
        var flow = await server.SaveAsync("chat-echo");

        var outcome = await server.NewJob().Run(server.Say(flow, "Hello"), CancellationToken.None);

        var report = Assert.Single(outcome.Outputs);
        Assert.Equal("Hello", Assert.IsType<Message>(report.Result.Outputs["message"]).Text);
        Assert.Equal(["Hello", "Hello"], await StoredAsync(flow));
    }

    [Fact]
    public async Task Run_AThousandAtOnce_EachAnswerBelongsToItsRequest()
    {
        var flow = await server.SaveAsync("chat-echo");

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async number =>
        {
            var outcome = await server.NewJob().Run(server.Say(flow, $"say {number}", $"session {number % 50}"), CancellationToken.None);
            var message = Assert.IsType<Message>(Assert.Single(outcome.Outputs).Result.Outputs["message"]);
            return (number, message.Text, message.SessionId);
        }));

        Assert.All(answers, answer => Assert.Equal((answer.number, $"say {answer.number}", $"session {answer.number % 50}"), answer));
        Assert.Equal(2_000, (await StoredAsync(flow)).Count);
    }

    [Fact]
    public async Task Run_UnknownFlow_SaysThatThereIsNone()
    {
        var unknown = Guid.NewGuid();

        var failure = await Assert.ThrowsAsync<RunFailedException>(() => server.NewJob().Run(server.Say(unknown, "Hi"), CancellationToken.None));

        Assert.Equal($"Flow {unknown} not found", failure.Message);
    }

    [Fact]
    public async Task Run_FailingComponent_SaysWhichAndWhy()
    {
        var flow = await server.SaveAsync("unknown-components");

        var failure = await Assert.ThrowsAsync<RunFailedException>(() => server.NewJob().Run(server.Say(flow, "Hi"), CancellationToken.None));

        Assert.StartsWith("Error running graph: Error building Component ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("MoonPhase", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Twice_TheSecondIsRefused()
    {
        var flow = await server.SaveAsync("chat-echo");
        await using var openAI = await FakeOpenAIServer.StartAsync();
        var job = server.NewJob();
        var watched = job.Watch(server.Say(flow, "Hi"), CancellationToken.None);

        await Assert.ThrowsAsync<RunFailedException>(async () =>
        {
            await foreach (var each in watched)
            {
                await job.Run(server.Say(flow, "again"), CancellationToken.None);
            }
        });
    }

    [Fact]
    public async Task Watch_Twice_TheSecondIsRefusedAndTheFirstGoesOn()
    {
        var flow = await server.SaveAsync("chat-echo");
        var job = server.NewJob();
        var first = new List<RunEvent>();
        await foreach (var each in job.Watch(server.Say(flow, "Hi"), CancellationToken.None))
        {
            if (first.Count == 0)
            {
                Assert.IsType<RunFailed>(Assert.Single(await job.Watch(server.Say(flow, "again"), CancellationToken.None).ToListAsync()));
            }

            first.Add(each);
        }

        Assert.IsType<RunEnded>(first[^1]);
    }

    [Fact]
    public async Task Watch_StreamedModel_ShowsTokensWhileTheModelSpeaks()
    {
        var flow = await server.SaveAsync("prompt-model-1.8");
        await using var openAI = await FakeOpenAIServer.StartAsync();
        var gate = new FakeGate();
        openAI.Replies.Enqueue(FakeReply.Slow(gate, "One ", "two"));
        server.Providers.ByName["OpenAI"] = new ProviderSettings(new Uri(openAI.BaseUrl), null);
        var request = server.Say(flow, "Count", stream: true) with { Variables = Key };
        var seen = new List<string>();

        await foreach (var each in server.NewJob().Watch(request, CancellationToken.None).WithCancellation(new CancellationTokenSource(_limit).Token))
        {
            seen.Add(each switch
            {
                MessageStored stored => $"message {stored.Message.Sender}: {stored.Message.Text}",
                TokenShown token => $"token {token.Text}",
                RunEnded ended => $"end {((Message)ended.Outcome.Outputs[0].Result.Outputs["message"]).Text}",
                var other => other.ToString(),
            });

            // The first token is seen before the model has said the second.
            gate.Release(seen.Count <= 1 ? 1 : 2);
        }

        Assert.Equal("message User: Count", seen[0]);
        Assert.Contains("token One ", seen);
        Assert.Equal(["message Machine: One two", "end One two"], seen.TakeLast(2));
    }

    [Fact]
    public async Task Watch_LeftInTheMiddle_GivesUpTheModelCall()
    {
        var flow = await server.SaveAsync("prompt-model-1.8");
        await using var openAI = await FakeOpenAIServer.StartAsync();
        openAI.Replies.Enqueue(FakeReply.Hang());
        server.Providers.ByName["OpenAI"] = new ProviderSettings(new Uri(openAI.BaseUrl), null);
        using var limit = new CancellationTokenSource(_limit);

        await foreach (var each in server.NewJob().Watch(server.Say(flow, "Hi", stream: true) with { Variables = Key }, CancellationToken.None))
        {
            await openAI.WaitForRequestAsync(limit.Token);
            break;
        }

        await openAI.WaitForAbortAsync(limit.Token);
        Assert.Equal(["Hi"], await StoredAsync(flow));
    }

    [Fact]
    public async Task Run_Cancelled_StopsTheModelCall()
    {
        var flow = await server.SaveAsync("prompt-model-1.8");
        await using var openAI = await FakeOpenAIServer.StartAsync();
        openAI.Replies.Enqueue(FakeReply.Hang());
        server.Providers.ByName["OpenAI"] = new ProviderSettings(new Uri(openAI.BaseUrl), null);
        using var limit = new CancellationTokenSource(_limit);
        using var caller = new CancellationTokenSource();
        var run = server.NewJob().Run(server.Say(flow, "Hi") with { Variables = Key }, caller.Token);
        await openAI.WaitForRequestAsync(limit.Token);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await openAI.WaitForAbortAsync(limit.Token);
    }

    [Fact]
    public async Task Run_MemoryChatTwice_TheSecondKnowsTheFirst()
    {
        var flow = await server.SaveAsync("memory-chat");
        await using var openAI = await FakeOpenAIServer.StartAsync();
        openAI.Respond = request => FakeReply.Text($"answer {request.Number}");
        server.Providers.ByName["OpenAI"] = new ProviderSettings(new Uri(openAI.BaseUrl), null);

        await server.NewJob().Run(server.Say(flow, "first") with { Variables = Key }, CancellationToken.None);
        await server.NewJob().Run(server.Say(flow, "second") with { Variables = Key }, CancellationToken.None);

        Assert.Contains("User: first\nAI: answer 1", openAI.Requests[1].LastUserText, StringComparison.Ordinal);
    }

    private static System.Collections.Immutable.ImmutableDictionary<string, string> Key =>
        System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("OPENAI_API_KEY", "sk-test");

    private async Task<List<string>> StoredAsync(Guid flow)
    {
        await using var database = await server.Databases.CreateDbContextAsync();
        return await database.Messages.OfTenant(server.TenantId).Where(message => message.FlowId == flow)
            .OrderBy(message => message.Id).Select(message => message.Text).ToListAsync();
    }
}
