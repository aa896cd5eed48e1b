using Microsoft.EntityFrameworkCore;
using SkillFlaw.Components;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Grains.Sessions;
using SkillFlaw.Graph.Values;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Tenants;

namespace SkillFlaw.Grains.Builds;

public sealed class ErrorMessageTests(TestServer server) : IClassFixture<TestServer>
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Watch_FailingComponent_ShowsTheStoredErrorBeforeTheFailure()
    {
        var flow = await server.SaveAsync("unknown-components");

        var events = await server.NewJob().Watch(server.Say(flow, "Hi"), CancellationToken.None).ToListAsync();

        Assert.Single(events, each => each is ErrorShown);
        var shown = Assert.IsType<ErrorShown>(events[^2]).Message;
        Assert.False(Assert.IsType<RunFailed>(events[^1]).IsTemporary);
        var stored = (await StoredAsync(flow))[^1].ToMessage();
        Assert.Equal(stored, shown with { Timestamp = stored.Timestamp });
    }

    [Fact]
    public async Task Run_FailingComponent_StoresItsErrorAsTheLastMessage()
    {
        var flow = await server.SaveAsync("unknown-components");

        var failure = await Assert.ThrowsAsync<RunFailedException>(() => server.NewJob().Run(server.Say(flow, "Hi"), CancellationToken.None));

        var all = await StoredAsync(flow);
        Assert.Single(all, each => each.Category == "error");
        var error = all[^1].ToMessage();
        var reason = error.Text.TrimEnd('\n');
        Assert.Equal($"Error running graph: Error building Component Moon Phase: \n\n{reason}", failure.Message);
        Assert.Equal(reason + "\n", error.Text);
        Assert.Equal(("error", "Moon Phase", "Moon Phase", "s1"), (error.Category, error.Sender, error.SenderName, error.SessionId));
        Assert.Equal((false, flow.ToString()), (error.Error, error.FlowId));
        Assert.Equal(("red", "red", "error"), (error.Properties.TextColor, error.Properties.BackgroundColor, error.Properties.Icon));
        Assert.Equal(new MessageSource("MoonPhase-uNk03", "Moon Phase", "Moon Phase"), error.Properties.Source);
        Assert.InRange(error.Timestamp!.Value, DateTimeOffset.UtcNow - _limit, DateTimeOffset.UtcNow);
        Assert.Equal(
            JsonValues.Parse($$"""
                [{"title":"Error","contents":[{"type":"error","duration":null,"header":{},"component":"Moon Phase","field":null,
                "reason":{{FlowValue.Of($"**ComponentError**\n - **Details: {reason}**\n").ToJson()}},"solution":null,"traceback":null}],
                "allow_markdown":true,"media_url":null}]
                """),
            error.ContentBlocks);
    }

    [Fact]
    public async Task Run_WithoutASession_StoresNoError()
    {
        var flow = await server.SaveAsync("unknown-components");

        await Assert.ThrowsAsync<RunFailedException>(() => server.NewJob().Run(server.Say(flow, "Hi", session: ""), CancellationToken.None));

        Assert.Empty(await StoredAsync(flow));
    }

    [Fact]
    public async Task Run_Cancelled_StoresNoError()
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

        // Waits for what is on its way.
        var session = server.Grains.GetGrain<ISessionGrain>(new SessionKey(server.TenantId, flow, "s1").ToString());
        await session.Read(new SessionQuery("", null, null, 1), limit.Token);
        Assert.Equal(["Hi"], (await StoredAsync(flow)).Select(message => message.Text));
    }

    [Fact]
    public async Task Run_AfterAFailure_TheHistoryHasNoError()
    {
        var flow = await server.SaveAsync("memory-chat");
        await using var openAI = await FakeOpenAIServer.StartAsync();
        openAI.Replies.Enqueue(FakeReply.Error(400, null, "no such moon"));
        openAI.Replies.Enqueue(FakeReply.Text("answer"));
        server.Providers.ByName["OpenAI"] = new ProviderSettings(new Uri(openAI.BaseUrl), null);
        var failure = await Assert.ThrowsAsync<RunFailedException>(
            () => server.NewJob().Run(server.Say(flow, "first") with { Variables = Key }, CancellationToken.None));

        await server.NewJob().Run(server.Say(flow, "second") with { Variables = Key }, CancellationToken.None);

        Assert.EndsWith("no such moon", failure.Message, StringComparison.Ordinal);
        Assert.Contains("User: first", openAI.Requests[1].LastUserText, StringComparison.Ordinal);
        Assert.DoesNotContain("no such moon", openAI.Requests[1].LastUserText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_ComponentBreaks_StoresAnErrorThatSaysNothingOfTheServer()
    {
        // Not the shared server: this one loses a table.
        var broken = new TestServer();
        await broken.InitializeAsync();
        try
        {
            var flow = await broken.SaveAsync("prompt-model-1.8");
            await using var database = await broken.Databases.CreateDbContextAsync();
            await database.Database.ExecuteSqlRawAsync("DROP TABLE variables");

            var failure = await Assert.ThrowsAsync<RunFailedException>(() => broken.NewJob().Run(broken.Say(flow, "Hi"), CancellationToken.None));

            var error = await database.Messages.OfTenant(broken.TenantId).SingleAsync(message => message.Category == "error");
            Assert.Equal("Error running graph: an unexpected error occurred.", failure.Message);
            Assert.Equal("An unknown error occurred.\n", error.Text);
            Assert.DoesNotContain("variables", error.ContentBlocks, StringComparison.Ordinal);
        }
        finally
        {
            await broken.DisposeAsync();
        }
    }

    private static System.Collections.Immutable.ImmutableDictionary<string, string> Key =>
        System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("OPENAI_API_KEY", "sk-test");

    private async Task<List<StoredMessage>> StoredAsync(Guid flow)
    {
        await using var database = await server.Databases.CreateDbContextAsync();
        return await database.Messages.OfTenant(server.TenantId).Where(message => message.FlowId == flow)
            .OrderBy(message => message.Id).ToListAsync();
    }
}
