using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Storage.Jobs;

namespace SkillFlaw.Grains.Recovery;

public sealed class JobRecoveryTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skillflaw-node-");
    private readonly RoundClock _clock = new(new ManualClock(), new NodeOptions().BeatPeriod);
    private readonly Guid _gone = Guid.NewGuid();

    private readonly TestServer _server = new()
    {
        // Its own recovery is not what is tested.
        Configure = services => services.Configure<NodeOptions>(options => options.TakeOverAfter = TimeSpan.FromDays(1)),
    };

    private JobNode _self = null!;
    private Resumes _resumes = null!;
    private IGrainFactory _grains = null!;
    private JobRecovery? _recovery;

    [Fact]
    public async Task Round_OfNodeWithoutSignOfLife_IsTakenOverAfterFifteenSeconds()
    {
        await Nodes.BeatAsync(_gone, CancellationToken.None);
        var job = await AddJobAsync(_gone);
        await StartAsync(new NodeOptions());

        // The first round sees it for the first time; rounds are two seconds apart.
        for (var round = 0; round < 7; round++)
        {
            Assert.Empty(_resumes.Asked);
            await _clock.NextAsync();
        }

        Assert.Empty(_resumes.Asked);
        await _clock.NextAsync();

        Assert.Equal([(job.ToString(), _gone)], _resumes.Asked);
    }

    [Fact]
    public async Task Round_OfNodeThatNobodyKnows_IsTakenOverToo()
    {
        await AddJobAsync(_gone);
        await StartAsync(new NodeOptions());

        for (var round = 0; round < 8; round++)
        {
            Assert.Empty(_resumes.Asked);
            await _clock.NextAsync();
        }

        Assert.Single(_resumes.Asked);
    }

    [Fact]
    public async Task Round_OfNodeThatLives_LeavesItsJobs()
    {
        await AddJobAsync(_gone);
        await StartAsync(new NodeOptions());

        for (var round = 0; round < 30; round++)
        {
            if (round % 6 == 0)
            {
                await Nodes.BeatAsync(_gone, CancellationToken.None);
            }

            await _clock.NextAsync();
        }

        Assert.Empty(_resumes.Asked);
        Assert.False(_self.Lease.IsCancellationRequested);
    }

    [Fact]
    public async Task FirstRound_AfterTheProcessBefore_TakesOverAtOnce()
    {
        await Nodes.BeatAsync(_gone, CancellationToken.None);
        JobKey[] jobs = [await AddJobAsync(_gone), await AddJobAsync(_gone)];
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "node"), _gone.ToString());
        _resumes.TakesOver = true;

        await StartAsync(new NodeOptions { Folder = _folder.FullName });

        Assert.Equal(jobs.Select(job => (job.ToString(), _gone)).Order(), _resumes.Asked.Order());
        Assert.DoesNotContain(_gone, (await Nodes.ReadAsync(CancellationToken.None)).Keys);
        await _clock.NextAsync();
        Assert.Equal(2, _resumes.Asked.Count);
    }

    [Fact]
    public async Task Round_WhoseJobsAreNotTaken_TriesAgain()
    {
        await AddJobAsync(_gone);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "node"), _gone.ToString());

        await StartAsync(new NodeOptions { Folder = _folder.FullName });

        Assert.Single(_resumes.Asked);
        await _clock.NextAsync();
        Assert.Equal(2, _resumes.Asked.Count);
        _resumes.TakesOver = true;
        await _clock.NextAsync();
        await _clock.NextAsync();
        Assert.Equal(3, _resumes.Asked.Count);
    }

    [Fact]
    public async Task Folder_OfAnotherProcess_TellsOfNoProcessBefore()
    {
        await AddJobAsync(_gone);
        await using var other = new FileStream(Path.Combine(_folder.FullName, "node"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        other.Write(System.Text.Encoding.ASCII.GetBytes(_gone.ToString()));
        await other.FlushAsync();

        await StartAsync(new NodeOptions { Folder = _folder.FullName });

        Assert.Empty(_resumes.Asked);
    }

    [Fact]
    public async Task Folder_AfterTheStart_NamesThisProcess()
    {
        await StartAsync(new NodeOptions { Folder = _folder.FullName });
        await StopAsync();

        Assert.Equal(_self.Id.ToString(), await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "node")));
    }

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        _self = new JobNode(Options.Create(new NodeOptions()), _clock);
        (_grains, _resumes) = Resumes.Over(_server, _self.Id);
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        Dispose();
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    public void Dispose()
    {
        _recovery?.Dispose();
        _self.Dispose();
    }

    private Nodes Nodes => _server.Services.GetRequiredService<Nodes>();

    private async Task StartAsync(NodeOptions options)
    {
        _recovery = new JobRecovery(Nodes, _self, _grains, Options.Create(options), _clock, NullLogger<JobRecovery>.Instance);
        await _recovery.StartAsync(CancellationToken.None);
        await _clock.RoundAsync();
    }

    // May be stopped and disposed again.
    private async Task StopAsync()
    {
        if (_recovery is not null)
        {
            await _recovery.StopAsync(CancellationToken.None);
            _recovery.Dispose();
        }
    }

    private async Task<JobKey> AddJobAsync(Guid node)
    {
        var key = new JobKey(_server.TenantId, Guid.CreateVersion7());
        await using var database = await _server.Databases.CreateDbContextAsync();
        database.Jobs.Add(new Job
        {
            JobId = key.JobId,
            TenantId = key.TenantId,
            FlowId = Guid.NewGuid(),
            UserId = _server.UserId,
            Node = node,
            CreatedAt = DateTimeOffset.UnixEpoch,
        });
        await database.SaveChangesAsync();
        return key;
    }
}

/// <summary>Gives grains that only note that they are to go on with a build, and take it over or not.</summary>
public class Resumes : DispatchProxy
{
    private TestServer _server = null!;
    private Guid _self;
    private string _key = "";
    private Resumes _control = null!;

    public ConcurrentQueue<(string Key, Guid Node)> Asked { get; } = new();

    public bool TakesOver { get; set; }

    public static (IGrainFactory Grains, Resumes Control) Over(TestServer server, Guid self)
    {
        var proxy = Create<IGrainFactory, Resumes>();
        var control = (Resumes)(object)proxy;
        (control._server, control._self) = (server, self);
        return (proxy, control);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        nameof(IGrainFactory.GetGrain) => GrainOf((string)args![0]!),
        nameof(IBuildJobGrain.Resume) => _control.ResumeAsync(_key, (Guid)args![0]!),
        _ => throw new NotSupportedException(targetMethod.Name),
    };

    private IBuildJobGrain GrainOf(string key)
    {
        var proxy = Create<IBuildJobGrain, Resumes>();
        var grain = (Resumes)(object)proxy;
        (grain._key, grain._control) = (key, this);
        return proxy;
    }

    private async Task ResumeAsync(string key, Guid node)
    {
        Asked.Enqueue((key, node));
        if (TakesOver)
        {
            var id = JobKey.Parse(key).JobId;
            await using var database = await _server.Databases.CreateDbContextAsync();
            await database.Jobs.Where(job => job.JobId == id).ExecuteUpdateAsync(change => change.SetProperty(job => job.Node, _self));
        }
    }
}
