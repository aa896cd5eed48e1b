using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Storage.Jobs;

namespace SkillFlaw.Grains.Builds;

/// <summary>Two servers with one database: what one of them begins, the other may go on with. Neither takes anything over by itself.</summary>
public sealed class BuildServers : IAsyncLifetime
{
    public BuildServers()
    {
        First = NewServer(null);
        Second = NewServer(First);
    }

    /// <summary>Limits other than the usual ones.</summary>
    public Action<NodeOptions> Limit { get; init; } = _ => { };

    /// <inheritdoc cref="Limit" />
    public Action<RunOptions> RunLimit { get; init; } = _ => { };

    public TestServer First { get; }

    public TestServer Second { get; }

    public async Task InitializeAsync()
    {
        await First.InitializeAsync();
        await Second.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Second.DisposeAsync();
        await First.DisposeAsync();
    }

    internal static Guid NodeOf(TestServer server) => server.Services.GetRequiredService<JobNode>().Id;

    internal TestServer OwnerOf(Job job) => job.Node == NodeOf(First) ? First : Second;

    internal async Task<Job> FindAsync(JobKey key) =>
        await First.Services.GetRequiredService<JobLogs>().FindAsync(key.TenantId, key.JobId, CancellationToken.None)
        ?? throw new InvalidOperationException("There is no such job.");

    /// <summary>The other server believes that the one which executes a build is gone.</summary>
    internal async Task TakeOverAsync(JobKey key)
    {
        var job = await FindAsync(key);
        var other = OwnerOf(job) == First ? Second : First;
        await other.Grains.GetGrain<IBuildJobGrain>(key.ToString()).Resume(job.Node);
    }

    internal async Task<HashSet<Guid>> MessagesAsync(Guid flowId)
    {
        await using var database = await First.Databases.CreateDbContextAsync();
        return [.. await database.Messages.Where(message => message.FlowId == flowId).Select(message => message.MessageId).ToListAsync()];
    }

    private TestServer NewServer(TestServer? beside) => new()
    {
        Beside = beside,
        Limit = options => RunLimit(options),
        Configure = services =>
        {
            services.AddSingleton(_ => TestComponents.Catalog());
            services.Configure<NodeOptions>(options =>
            {
                options.GiveUpAfter = TimeSpan.FromHours(1);
                options.TakeOverAfter = TimeSpan.FromHours(2);
                options.MaxAttempts = 1_000;
                Limit(options);
            });
        },
    };
}
