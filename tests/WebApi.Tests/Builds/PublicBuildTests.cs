using SkillFlaw.FakeOpenAI;
using SkillFlaw.WebApi.Flows;
using SkillFlaw.WebApi.SignIns;

namespace SkillFlaw.WebApi.Builds;

/// <summary>Builds of public flows by visitors (semantics section 4.10).</summary>
[Collection(nameof(SharedServer))]
public sealed class PublicBuildTests(WebServer server) : IAsyncLifetime
{
    private const string Hi = """{"inputs":{"input_value":"hi"}}""";

    private TestUser _owner = null!;
    private Guid _flow;

    public async Task InitializeAsync()
    {
        _owner = await server.NewUserAsync();
        _flow = await PublishAsync("chat-echo");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("client_id=")]
    [InlineData("other=x")]
    public async Task Visitor_WithoutCookie_IsRefused(string? cookie)
    {
        var nobody = server.NewClient();
        if (cookie is not null)
        {
            nobody.With("Cookie", cookie);
        }

        const string Reason = "No client_id cookie found";
        var job = Guid.NewGuid();
        Assert.Equal(Reason, await nobody.SendAsync(HttpMethod.Post, $"/api/v1/build_public_tmp/{_flow}/flow", Hi).ReadErrorAsync(400));
        Assert.Equal(Reason, await nobody.GetAsync($"/api/v1/build_public_tmp/{job}/events").ReadErrorAsync(400));
        Assert.Equal(Reason, await nobody.SendAsync(HttpMethod.Post, $"/api/v1/build_public_tmp/{job}/cancel").ReadErrorAsync(400));
    }

    [Fact]
    public async Task Build_OfPublicFlow_IsStreamedAndPolled()
    {
        var visitor = NewVisitor();
        var job = await StartAsync(visitor, Hi);

        var text = await ReadAsync(visitor, job);
        var again = await ReadAsync(visitor, job, "?event_delivery=polling");

        Assert.Equal(
            [
                "vertices_sorted", "add_message User", "end_vertex ChatInput-eCh01", "add_message Machine", "end_vertex ChatOutput-eCh02", "end",
            ],
            BuildSteps.Events(text).Summary());
        Assert.Equal(text.Replace("\n\n{", "\n\n\n{", StringComparison.Ordinal), again);
        using var direct = await visitor.SendAsync(HttpMethod.Post, $"/api/v1/build_public_tmp/{_flow}/flow?event_delivery=direct", Hi);
        Assert.Equal("end", BuildSteps.Events(await direct.Content.ReadAsStringAsync())[^1].Kind());
        var cancelled = await visitor.SendAsync(HttpMethod.Post, $"/api/v1/build_public_tmp/{job}/cancel").ReadAsync(200);
        Assert.True(cancelled.GetProperty("success").GetBoolean());
    }

    [Fact]
    public async Task Build_OfFlowThatIsNotPublic_IsLikeThatOfNone()
    {
        var visitor = NewVisitor();
        var hidden = await server.SaveFlowAsync(_owner, "chat-echo");

        foreach (var flow in (Guid[])[hidden, Guid.NewGuid()])
        {
            var detail = await visitor.SendAsync(HttpMethod.Post, $"/api/v1/build_public_tmp/{flow}/flow", Hi).ReadErrorAsync(403);
            Assert.Equal("Flow is not public", detail);
        }
    }

    [Fact]
    public async Task Build_OfDeactivatedOwner_IsRefused()
    {
        await server.ChangeAsync(_owner.Id, owner => owner.IsActive = false);

        var detail = await NewVisitor().SendAsync(HttpMethod.Post, $"/api/v1/build_public_tmp/{_flow}/flow", Hi).ReadErrorAsync(403);

        Assert.Equal("Flow is not accessible", detail);
    }

    [Theory]
    [InlineData("""{"data":{"nodes":[],"edges":[]}}""", "data")]
    [InlineData("""{"files":["a.txt"]}""", "files")]
    public async Task Build_OfSomethingElseThanWhatIsStored_IsRefused(string body, string field)
    {
        var answer = await NewVisitor().SendAsync(HttpMethod.Post, $"/api/v1/build_public_tmp/{_flow}/flow", body).ReadAsync(422);

        Assert.Equal(["body", field], answer.GetProperty("detail")[0].GetProperty("loc").Texts());
        Assert.Empty(await server.JobsAsync(_flow));
    }

    [Fact]
    public async Task Job_OfOneVisitor_IsLikeAnInventedOneForAllOthers()
    {
        var visitor = NewVisitor();
        var job = await StartAsync(visitor, Hi);
        await ReadAsync(visitor, job);
        var own = await _owner.Client.StartBuildAsync(_flow, Hi);
        await _owner.Client.StreamAsync(own);
        var missing = (string id) => $"Job not found: Job queue not found for job_id: {id}";

        foreach (var (client, path, id) in new[]
        {
            (NewVisitor(), "build_public_tmp", job),
            (NewVisitor(), "build_public_tmp", own),
            (visitor, "build_public_tmp", own),
            (_owner.Client, "build", job),
            (_owner.Client, "build/template", job),
        })
        {
            Assert.Equal(missing(id), await client.GetAsync($"/api/v1/{path}/{id}/events").ReadErrorAsync(404));
            Assert.Equal(missing(id), await client.GetAsync($"/api/v1/{path}/{id}/events?event_delivery=polling").ReadErrorAsync(404));
            Assert.Equal(missing(id), await client.SendAsync(HttpMethod.Post, $"/api/v1/{path}/{id}/cancel").ReadErrorAsync(404));
        }

        var key = _owner.Client.GetAsync($"/api/v1/build_public_tmp/{job}/events");
        Assert.Equal("No client_id cookie found", await key.ReadErrorAsync(400));
    }

    [Fact]
    public async Task Session_OfVisitorWhoNamesNone_IsTheOneThatClientsKnow()
    {
        var visitor = NewVisitor();
        var client = visitor.DefaultRequestHeaders.GetValues("Cookie").Single()["client_id=".Length..];

        await ReadAsync(visitor, await StartAsync(visitor, Hi));
        await ReadAsync(visitor, await StartAsync(visitor, $$$"""{"inputs":{"input_value":"hi","session":"{{{_flow}}}"}}"""));
        await ReadAsync(visitor, await StartAsync(visitor, """{"inputs":{"input_value":"hi","session":""}}"""));

        Assert.Equal([new Visitor(client).SessionOf(_flow)], (await server.MessagesAsync(_flow)).Select(message => message.SessionId).Distinct());
    }

    [Theory]
    [InlineData("visitor-1", "31febfe1-ac3c-5bcc-be37-7bc084ae012c")]
    [InlineData("ü ☃", "8e7831e0-fbea-59fe-ab22-26f2c05ddc4a")]
    public void SessionOf_VisitorAndFlow_IsTheirUuidOfVersion5(string client, string expected) =>
        Assert.Equal(expected, new Visitor(client).SessionOf(new Guid("3f1c2d7e-6f6b-4a0e-9f8a-0a8a7f3c1b11")));

    [Fact]
    public async Task Session_OfAnotherVisitorOrTheOwner_IsClosed()
    {
        var (first, second) = (NewVisitor(), NewVisitor());
        const string Mine = """{"inputs":{"input_value":"hi","session":"mine"}}""";
        await ReadAsync(first, await StartAsync(first, Mine));
        await _owner.Client.BuildAsync(_flow, """{"inputs":{"input_value":"hi","session":"the owner's"}}""");

        const string Refused = "The session belongs to somebody else";
        Assert.Equal(Refused, await PostAsync(second, Mine).ReadErrorAsync(403));
        Assert.Equal(Refused, await PostAsync(second, """{"inputs":{"session":"the owner's"}}""").ReadErrorAsync(403));
        Assert.Equal(Refused, await PostAsync(first, """{"inputs":{"session":"the owner's"}}""").ReadErrorAsync(403));
        var ofFirst = new Visitor(first.DefaultRequestHeaders.GetValues("Cookie").Single()["client_id=".Length..]).SessionOf(_flow);
        await ReadAsync(first, await StartAsync(first, Hi));
        Assert.Equal(Refused, await PostAsync(second, $$$"""{"inputs":{"session":"{{{ofFirst}}}"}}""").ReadErrorAsync(403));
        await ReadAsync(first, await StartAsync(first, Mine));
    }

    [Fact]
    public async Task Session_ThatTwoVisitorsBeginAtOnce_IsOneVisitors()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PostAsync(NewVisitor(), """{"inputs":{"session":"wanted"}}""")));

        Assert.Single(answers, answer => (int)answer.StatusCode == 200);
        Assert.Equal(7, answers.Count(answer => (int)answer.StatusCode == 403));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Build_OfVisitor_UsesTheOwnersVariables()
    {
        var flow = await PublishAsync("prompt-model-1.8");
        await _owner.Client.SendAsync(
            HttpMethod.Post, "/api/v1/variables/", """{"name":"OPENAI_API_KEY","value":"sk-of-the-owner","type":"Credential","default_fields":[]}""").ReadAsync(201);
        server.Model.Replies.Enqueue(FakeReply.Text("done"));
        var visitor = NewVisitor();
        var answer = await visitor.SendAsync(HttpMethod.Post, $"/api/v1/build_public_tmp/{flow}/flow", Hi).ReadAsync(200);

        var text = await ReadAsync(visitor, answer.Text("job_id")!);

        Assert.Contains("end_vertex ChatOutput-pMa04", BuildSteps.Events(text).Summary());
        Assert.Contains(server.Model.Requests, request => request.Authorization == "Bearer sk-of-the-owner");
        Assert.DoesNotContain("sk-of-the-owner", text, StringComparison.Ordinal);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private HttpClient NewVisitor() => server.NewClient().With("Cookie", $"client_id=visitor-{Guid.NewGuid()}");

    private Task<HttpResponseMessage> PostAsync(HttpClient visitor, string body) =>
        visitor.SendAsync(HttpMethod.Post, $"/api/v1/build_public_tmp/{_flow}/flow", body);

    private async Task<string> StartAsync(HttpClient visitor, string body) => (await PostAsync(visitor, body).ReadAsync(200)).Text("job_id")!;

    private static async Task<string> ReadAsync(HttpClient visitor, string job, string query = "")
    {
        using var answer = await visitor.GetAsync($"/api/v1/build_public_tmp/{job}/events{query}");
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<Guid> PublishAsync(string name)
    {
        var flow = await server.SaveFlowAsync(_owner, name);
        await _owner.Client.SendAsync(HttpMethod.Patch, $"{FlowSteps.FlowsPath}{flow}", """{"access_type":"PUBLIC"}""").ReadAsync(200);
        return flow;
    }
}
