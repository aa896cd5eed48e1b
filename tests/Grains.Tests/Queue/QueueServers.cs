using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Components;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Grains.Tenants;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Storage.Flows;
using SkillFlaw.Storage.Queue;

namespace SkillFlaw.Grains.Queue;

/// <summary>Servers with queues over one database. None of them takes anything over by itself.</summary>
internal sealed class QueueServers
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly List<TestServer> _servers = [];

    public Action<QueueOptions> Limit { get; init; } = _ => { };

    public Action<TenantOptions> LimitTenant { get; init; } = _ => { };

    public TestServer First => _servers[0];

    public async Task<TestServer> StartAsync()
    {
        var server = new TestServer
        {
            Beside = _servers.FirstOrDefault(),
            Configure = services =>
            {
                services.AddSingleton(_ => ComponentCatalog.Create([.. typeof(ComponentCatalog).Assembly.GetTypes(), typeof(QueueStep)]));
                services.Configure<NodeOptions>(options => (options.GiveUpAfter, options.TakeOverAfter) = (TimeSpan.FromHours(1), TimeSpan.FromHours(2)));
                services.Configure<QueueOptions>(options =>
                {
                    options.Round = TimeSpan.FromMilliseconds(20);
                    options.FirstPause = TimeSpan.FromMilliseconds(20);
                    options.StopPatience = TimeSpan.FromMilliseconds(200);
                    Limit(options);
                });
                services.Configure(LimitTenant);
            },
        };
        await server.InitializeAsync();
        _servers.Add(server);
        return server;
    }

    /// <summary>A flow whose steps run one after the other.</summary>
    public async Task<(Guid FlowId, StepScript Script)> SaveAsync(params string[] steps)
    {
        var json = new FlowJson().Steps(steps);
        foreach (var (one, next) in steps.Zip(steps.Skip(1)))
        {
            json.Edge(one, next);
        }

        var now = DateTimeOffset.UtcNow;
        var flow = new Flow
        {
            Id = Guid.NewGuid(),
            TenantId = First.TenantId,
            UserId = First.UserId,
            Name = $"queue {Guid.NewGuid()}",
            Data = Encoding.UTF8.GetString(json.Compile().Definition.Document.Span),
            CreatedAt = now,
            UpdatedAt = now,
        };
        await using var database = await First.Databases.CreateDbContextAsync();
        database.Flows.Add(flow);
        await database.SaveChangesAsync();
        return (flow.Id, QueueStep.Scripts[flow.Id.ToString()] = new StepScript());
    }

    public async Task<Guid> EnqueueAsync(Guid flowId, Guid? jobId = null, TestServer? server = null, Guid? tenantId = null)
    {
        var job = new NewJob
        {
            JobId = jobId ?? Guid.CreateVersion7(),
            TenantId = tenantId ?? First.TenantId,
            FlowId = flowId,
            FlowVersion = 0,
            UserId = First.UserId,
            Source = JobSource.Webhook,
            Request = "{}"u8.ToArray(),
        };
        await QueueOf(server ?? First).EnqueueAsync(job, CancellationToken.None);
        return job.JobId;
    }

    public static IBackgroundJobs QueueOf(TestServer server) => server.Services.GetRequiredService<IBackgroundJobs>();

    public static Guid NodeOf(TestServer server) => server.Services.GetRequiredService<JobNode>().Id;

    public async Task<QueuedJob?> FindAsync(Guid jobId) =>
        await First.Services.GetRequiredService<QueuedJobs>().FindAsync(First.TenantId, jobId, CancellationToken.None);

    /// <summary>The job, once it is in one of these states.</summary>
    public async Task<QueuedJob> WhenAsync(Guid jobId, params QueuedJobState[] states)
    {
        using var limit = new CancellationTokenSource(_limit);
        while (true)
        {
            if (await FindAsync(jobId) is { } job && states.Contains(job.State))
            {
                return job;
            }

            await Task.Delay(5, limit.Token);
        }
    }

    public Task<QueuedJob> WhenEndedAsync(Guid jobId) =>
        WhenAsync(jobId, QueuedJobState.Succeeded, QueuedJobState.Dead, QueuedJobState.Cancelled);

    /// <summary>One server believes that the other one is gone.</summary>
    public static Task TakeOverAsync(TestServer by, TestServer from) =>
        by.Services.GetRequiredService<JobNode>().WhenGone(NodeOf(from), CancellationToken.None);

    public async Task DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(_servers))
        {
            await server.DisposeAsync();
        }
    }
}
