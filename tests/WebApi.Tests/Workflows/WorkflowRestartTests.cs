using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Grains.Queue;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Secrets;

namespace SkillFlaw.WebApi.Workflows;

/// <summary>What is left of workflows when the server or its database is not there.</summary>
public sealed class WorkflowRestartTests
{
    [Fact]
    public async Task Read_AfterRestart_GivesTheSameAnswers()
    {
        var folder = Directory.CreateTempSubdirectory("skillflaw-workflows-");
        var settings = new Dictionary<string, string> { ["SKILLFLAW_DATABASE_URL"] = $"sqlite:///{Path.Combine(folder.FullName, "kept.db")}", ["SKILLFLAW_SECRET_KEY"] = "a secret key of the tests" };
        var before = new List<string>();
        string key;
        await using (var server = await StartAsync(settings))
        {
            var user = await server.Server.NewUserAsync();
            key = user.ApiKey;
            var flow = await server.Server.SaveFlowAsync(user, "chat-echo");
            before.Add((await user.Client.ExecuteAsync(flow).ReadAsync(200)).GetRawText());
            before.Add((await user.Client.WhenEndedAsync(await user.Client.BeginAsync(flow))).Answer.GetRawText());
        }

        await using (var server = await StartAsync(settings))
        {
            foreach (var answer in before)
            {
                var id = System.Text.Json.JsonElement.Parse(answer).Text("job_id")!;
                Assert.Equal(answer, (await server.Server.ClientOf(key).StatusAsync(id).ReadAsync(200)).GetRawText());
            }
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Background_WithoutDatabase_SaysSo()
    {
        await using var server = await StartAsync([], services => services.AddSingleton<IBackgroundJobs>(new UnavailableQueue()));
        var user = await server.Server.NewUserAsync();
        var flow = await server.Server.SaveFlowAsync(user, "chat-echo");

        using var answer = await user.Client.ExecuteAsync(flow, "\"background\":true");

        await Task.FromResult(answer).FailAsync(503, "DATABASE_ERROR");
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public void StoredWorkflow_OfAnotherJob_CannotBeOpened()
    {
        var secrets = new SecretBox("a secret key of the tests");
        var variables = System.Collections.Immutable.ImmutableDictionary<string, string>.Empty.Add("KEY", "value");
        var place = Storage.Queue.StoredWorkflow.PlaceOf(Guid.NewGuid(), 1, Guid.NewGuid());
        var stored = Storage.Queue.StoredWorkflow.Write(null, variables, secrets, place);

        Assert.Equal("value", Storage.Queue.StoredWorkflow.Read(stored, secrets, place).Variables["KEY"]);
        Assert.Throws<SecretUnreadableException>(
            () => Storage.Queue.StoredWorkflow.Read(stored, secrets, Storage.Queue.StoredWorkflow.PlaceOf(place.TenantId, place.UserId, Guid.NewGuid())));
    }

    private static async Task<Started> StartAsync(Dictionary<string, string> settings, Action<IServiceCollection>? configure = null)
    {
        var server = new WebServer { Settings = settings, Configure = configure };
        await server.InitializeAsync();
        return new Started(server);
    }

    private sealed record Started(WebServer Server) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Server.DisposeAsync();
    }

    private sealed class UnavailableQueue : IBackgroundJobs
    {
        public QueueDepth Depth => default;

        public ValueTask EnqueueAsync(NewJob job, CancellationToken cancellationToken) => throw new StorageUnavailableException("The database is away.");

        public Task<bool> ReviveAsync(Guid tenantId, Guid jobId, bool keepsResults, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> CancelAsync(Guid tenantId, Guid jobId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public bool IsRunning(Guid tenantId, Guid jobId) => false;
    }
}
