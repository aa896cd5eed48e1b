using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.WebApi.Builds;

/// <summary>Builds that cannot be begun at the moment: whoever asks may come again, and nothing was begun.</summary>
public sealed class BuildLimitTests : IAsyncLifetime
{
    private readonly WebServer _server = new()
    {
        Settings = { ["SKILLFLAW_MAX_CONCURRENT_RUNS"] = "2" },
        Configure = services => services.Configure<JournalOptions>(options => options.TimeLimit = TimeSpan.FromMilliseconds(300)),
    };

    private TestUser _user = null!;
    private Guid _flow;

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _user = await _server.NewUserAsync();
        _flow = await _server.SaveFlowAsync(_user, "chat-echo");
    }

    [Fact]
    public async Task Build_BeyondTheTenantsLimit_IsToldToComeAgain()
    {
        var gate = new FakeGate();
        _server.Model.Respond = _ => FakeReply.Slow(gate, "done");
        var jobs = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            jobs.Add(await _user.Client.StartBuildAsync(_flow, BuildSteps.BodyOf(BuildSteps.StreamingModel())));
        }

        using var refused = await _user.Client.PostBuildAsync(_flow);
        using var direct = await _user.Client.PostBuildAsync(_flow, null, "?event_delivery=direct");

        Assert.All((HttpResponseMessage[])[refused, direct], answer => Assert.Equal(429, (int)answer.StatusCode));
        Assert.All((HttpResponseMessage[])[refused, direct], answer => Assert.NotNull(answer.Headers.RetryAfter?.Delta));
        Assert.Equal(
            """{"detail":"Too many runs at once: try again when some of them have ended."}""", await refused.Content.ReadAsStringAsync());
        Assert.Equal(2, (await _server.JobsAsync(_flow)).Count);
        gate.Open();
        foreach (var job in jobs)
        {
            Assert.Equal("end", BuildSteps.Events(await _user.Client.StreamAsync(job))[^1].Kind());
        }
    }

    [Fact]
    public async Task Build_WhileTheDatabaseIsLocked_IsUnavailableAndNotBegun()
    {
        await _user.Client.BuildAsync(_flow);
        await using (var other = new SqliteConnection($"Data Source={_server.DataFolder}/skillflaw.db;Pooling=False"))
        {
            await other.OpenAsync();
            await using var taken = other.CreateCommand();
            taken.CommandText = "BEGIN IMMEDIATE";
            await taken.ExecuteNonQueryAsync();

            using var refused = await _user.Client.PostBuildAsync(_flow);

            Assert.Equal(503, (int)refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        Assert.Single(await _server.JobsAsync(_flow));
    }

    public Task DisposeAsync() => _server.DisposeAsync();
}
