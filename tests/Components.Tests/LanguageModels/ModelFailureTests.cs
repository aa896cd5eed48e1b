using OpenAI.Chat;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

public sealed class ModelFailureTests : ModelTest
{
    [Theory]
    [InlineData(400, "invalid_request_error", "Unsupported value.")]
    [InlineData(401, "invalid_api_key", "Incorrect API key provided.")]
    [InlineData(404, "model_not_found", "The model does not exist.")]
    [InlineData(429, "rate_limit_exceeded", "Slow down.")]
    [InlineData(500, "server_error", "Something broke.")]
    public async Task Text_RefusedByTheProvider_FailsWithItsMessage(int status, string code, string message)
    {
        OpenAI.Replies.Enqueue(FakeReply.Error(status, code, message));
        OpenAI.Replies.Enqueue(FakeReply.Error(status, code, message));

        Assert.Equal(message, await FailAsync(OpenAIModel()));
        Assert.Equal(message, await FailAsync(BeforeChatOutput(OpenAIModel().With("stream", true))));
        Assert.Equal(2, OpenAI.RequestCount);
        Assert.Empty(Host.Shown);
    }

    [Fact]
    public async Task Text_WithKeyInTheProvidersMessage_MasksIt()
    {
        OpenAI.Replies.Enqueue(FakeReply.Error(401, "invalid_api_key", $"Key '{Key}' ({Key.ToUpperInvariant()}) is wrong."));

        Assert.Equal("Key '***' (***) is wrong.", await FailAsync(OpenAIModel()));
    }

    [Theory]
    [InlineData("""[{"error":{"message":"From a list."}}]""", "From a list.")]
    [InlineData("""{"error":"A text."}""", "A text.")]
    [InlineData("""{"message":"Outside."}""", "Outside.")]
    [InlineData("""{"detail":"In detail."}""", "In detail.")]
    [InlineData("""{"error":{"message":"  "}}""", "OpenAI answered with status 403.")]
    [InlineData("<html>", "OpenAI answered with status 403.")]
    [InlineData("", "OpenAI answered with status 403.")]
    public async Task Text_RefusedInOtherShapes_FindsTheMessage(string body, string reason)
    {
        await using var provider = new CannedProvider("application/json", body, "403 Forbidden");

        Assert.Equal(reason, await FailAsync(OpenAIModel().With("openai_api_base", provider.BaseUrl.ToString())));
    }

    [Fact]
    public async Task Text_RefusedAtLength_CutsTheMessage()
    {
        OpenAI.Replies.Enqueue(FakeReply.Error(400, null, new string('x', 100_000)));

        Assert.Equal(new string('x', 2_000) + "…", await FailAsync(OpenAIModel()));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task Text_RefusedForNow_IsAskedAgainAfterGrowingDelays(int status)
    {
        OpenAI.Replies.Enqueue(FakeReply.Error(status, null, "Not now."));
        OpenAI.Replies.Enqueue(FakeReply.Error(status, null, "Not now."));

        var message = await AskAsync(OpenAIModel().With("max_retries", 2));

        Assert.Equal(("echo: hello", 3), (message.Text, OpenAI.RequestCount));
        Assert.Equal([0.8, 1.6], Clock.Waits.Select(wait => wait.TotalSeconds));
    }

    [Fact]
    public async Task Text_RefusedForLong_IsAskedAsOftenAsTheFieldSays()
    {
        OpenAI.Respond = _ => FakeReply.Error(429, null, "Not now.");

        Assert.Equal("Not now.", await FailAsync(OpenAIModel().With("max_retries", 3)));
        Assert.Equal(4, OpenAI.RequestCount);
    }

    [Fact]
    public async Task Text_OfModelThatWantsToBeAskedForEver_IsAskedElevenTimes()
    {
        OpenAI.Respond = _ => FakeReply.Error(503, null, "Not now.");
        var model = new LanguageModel { Provider = "OpenAI", Model = "m", BaseUrl = OpenAI.BaseUrl, MaxRetries = int.MaxValue };
        Host.Variables["OPENAI_API_KEY"] = Key;

        await FailAsync(Model().With("model", model));

        Assert.Equal(11, OpenAI.RequestCount);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task Text_RefusedForGood_IsNotAskedAgain(int status)
    {
        OpenAI.Respond = _ => FakeReply.Error(status, null, "Never.");

        await FailAsync(OpenAIModel().With("max_retries", 3));

        Assert.Equal(1, OpenAI.RequestCount);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(86_400, 60)]
    public async Task Text_RefusedUntil_WaitsAsLongButNotForEver(int asked, int waited)
    {
        OpenAI.Replies.Enqueue(FakeReply.Error(429, null, "Not now.", TimeSpan.FromSeconds(asked)));

        await AskAsync(OpenAIModel().With("max_retries", 1));

        Assert.Equal(TimeSpan.FromSeconds(waited), Assert.Single(Clock.Waits));
    }

    [Fact]
    public async Task Text_Malformed_Fails()
    {
        OpenAI.Replies.Enqueue(FakeReply.Malformed());

        Assert.Equal("The answer of OpenAI could not be read.", await FailAsync(OpenAIModel()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":[{"message":{"role":"nobody","content":"x"},"finish_reason":"stop"}]}""")]
    [InlineData("[]")]
    public async Task Text_OfAnotherShape_Fails(string body)
    {
        await using var provider = new CannedProvider("application/json", body);

        Assert.Equal("The answer of OpenAI could not be read.", await FailAsync(OpenAIModel().With("openai_api_base", provider.BaseUrl.ToString())));
    }

    [Fact]
    public async Task Text_ThatIsARefusal_IsItsText()
    {
        const string Body = """{"id":"1","model":"m","created":1,"choices":[{"index":0,"message":{"role":"assistant","content":null,"refusal":"I will not."},"finish_reason":"stop"}]}""";
        await using var provider = new CannedProvider("application/json", Body);

        Assert.Equal("I will not.", (await AskAsync(OpenAIModel().With("openai_api_base", provider.BaseUrl.ToString()))).Text);
    }

    [Fact]
    public async Task Text_Dropped_Fails()
    {
        OpenAI.Replies.Enqueue(FakeReply.DropConnection());

        Assert.Equal("OpenAI could not be reached.", await FailAsync(OpenAIModel()));
    }

    [Fact]
    public async Task Text_DroppedOnce_IsAskedAgain()
    {
        OpenAI.Replies.Enqueue(FakeReply.DropConnection());

        Assert.Equal("echo: hello", (await AskAsync(OpenAIModel().With("max_retries", 1))).Text);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Text_OfNobody_Fails(long retries)
    {
        var url = await CannedProvider.GoneAsync();

        var reason = await FailAsync(OpenAIModel().With("openai_api_base", url.ToString()).With("max_retries", retries));

        Assert.Equal(("OpenAI could not be reached.", (int)retries), (reason, Clock.Waits.Count));
    }

    [Fact]
    public async Task Text_ThatTheHostDoesNotAllow_FailsWithItsReason()
    {
        // A host refuses while the connection is made.
        var host = new CallingHost(new HttpRequestException("Outer.", new ComponentException("This address is not allowed.")));
        var chat = await ChatModel.ConnectAsync(new() { Provider = "OpenAI", Model = "m", MaxRetries = 0 }, host);

        var failure = await Assert.ThrowsAsync<ComponentException>(() => chat.AnswerAsync([new UserChatMessage("hello")], [], CancellationToken.None));

        Assert.Equal("This address is not allowed.", failure.Message);
    }

    [Fact]
    public async Task Text_ThatTheHostRefusesItself_IsNotAskedForAgain()
    {
        var host = new CallingHost(new ComponentException("This address is not allowed."));
        var chat = await ChatModel.ConnectAsync(new() { Provider = "OpenAI", Model = "m", MaxRetries = 3 }, host);

        var failure = await Assert.ThrowsAsync<ComponentException>(() => chat.AnswerAsync([new UserChatMessage("hello")], [], CancellationToken.None));

        Assert.Equal("This address is not allowed.", failure.Message);
        Assert.Single(host.Called);
    }

    [Fact]
    public async Task Text_ThatTakesTooLong_Fails()
    {
        OpenAI.Replies.Enqueue(FakeReply.Hang());

        Assert.Equal("OpenAI did not answer in time.", await FailAsync(OpenAIModel().With("timeout", 1)));
    }

    [Fact]
    public async Task Text_Cancelled_EndsTheCall()
    {
        OpenAI.Replies.Enqueue(FakeReply.Hang());
        using var cancellation = new CancellationTokenSource();
        var asking = AskAsync(OpenAIModel().With("max_retries", 3), cancellation.Token);
        await OpenAI.WaitForRequestAsync();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        await OpenAI.WaitForAbortAsync();
        Assert.Equal(1, OpenAI.RequestCount);
    }
}
