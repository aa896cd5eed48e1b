using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SkillFlaw.Components;
using SkillFlaw.Grains.Components;
using SkillFlaw.Grains.Flows;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Flows;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Grains.Builds;

/// <summary>Accepts builds, and loads those that were accepted to go on with them.</summary>
internal sealed class BuildJobs(
    Journal journal,
    JobLogs logs,
    FlowGraphs graphs,
    JobNode node,
    ComponentCatalog components,
    VertexExecutor executor,
    RunServices services,
    IGrainFactory grains,
    IOptions<RunOptions> options,
    IOptions<NodeOptions> nodeOptions,
    TimeProvider clock,
    ILogger<Build> logger)
{
    // A document is kept for days after it was used last, so it need not be noted each time.
    private static readonly TimeSpan _documentNoted = TimeSpan.FromMinutes(10);

    private const int MostNotes = 10_000;

    private readonly ConditionalWeakTable<FlowGraph, string> _hashes = [];
    private readonly System.Collections.Concurrent.ConcurrentDictionary<(Guid Tenant, string Hash), long> _noted = new();

    public Journal Journal => journal;

    public JobNode Node => node;

    public RunOptions Options => options.Value;

    public int MaxAttempts => nodeOptions.Value.MaxAttempts;

    public TimeProvider Clock => clock;

    public ILogger<Build> Logger => logger;

    public JobParts Parts { get; } = new(components, executor, services, grains, options.Value, node.Left);

    /// <summary>Accepts a build: it is stored when this ends.</summary>
    /// <exception cref="RunFailedException">There is no such flow.</exception>
    public async Task<Build> BeginAsync(JobKey key, BuildRequest request, CancellationToken cancellationToken)
    {
        FlowGraph? graph = null;
        RunPlan? plan = null;
        string? error = null;
        var hash = "";
        try
        {
            graph = request.Document.IsDefaultOrEmpty
                ? await graphs.GetAsync(new FlowKey(key.TenantId, request.FlowId), request.FlowVersion, cancellationToken)
                : FlowGraph.Compile(FlowDefinition.Parse(request.Document.AsMemory()));
            plan = PlanOf(graph, request.Start, request.Stop);
            hash = await KeepAsync(key.TenantId, graph, cancellationToken);
        }
        catch (InvalidFlowException failure)
        {
            error = failure.Message;
        }

        var job = new Job
        {
            JobId = key.JobId,
            TenantId = key.TenantId,
            FlowId = request.FlowId,
            UserId = request.UserId,
            Visitor = request.Visitor,
            Node = node.Id,
            CreatedAt = clock.GetUtcNow(),
        };
        var build = new Build(this, key, job, StoredBuild.Of(request, hash), new BuildLog(journal, key, 0, 0));
        await build.AcceptAsync(plan, error);
        return build;
    }

    /// <summary>A build as its readers need it; null where there is none, or none any more.</summary>
    public async Task<Build?> FindAsync(JobKey key, CancellationToken cancellationToken)
    {
        if (await logs.FindAsync(key.TenantId, key.JobId, cancellationToken) is not { } job
            || await logs.FindLastAsync(key.TenantId, key.JobId, cancellationToken) is not { } last)
        {
            return null;
        }

        var polled = await ReadPolledAsync(key, cancellationToken);
        return new Build(this, key, job, null, new BuildLog(journal, key, last.Entry + 1, last.LastNumber)) { Polled = polled };
    }

    /// <summary>The number of the last event that a reader without numbers was given.</summary>
    public Task<long> ReadPolledAsync(JobKey key, CancellationToken cancellationToken) =>
        logs.FindPolledAsync(key.TenantId, key.JobId, cancellationToken);

    /// <summary>Notes which events a reader without numbers is given, before it is. Not in the build's own sequence: another process may execute it.</summary>
    /// <returns>False where another reader is given them.</returns>
    public async Task<bool> TryPollAsync(JobKey key, long after, long last)
    {
        try
        {
            await journal.AppendAsync(
                JobLogTable.Instance.Insert(JobLogEntry.OfPoll(key.TenantId, key.JobId, after, last)), CancellationToken.None);
            return true;
        }
        catch (RowRefusedException)
        {
            return false;
        }
    }

    /// <summary>Asks whoever executes a build, on whichever node, to stop it.</summary>
    public Task AskToCancelAsync(JobKey key) => logs.AskToCancelAsync(key.TenantId, key.JobId, CancellationToken.None);

    /// <summary>Stored events of a build after a number, some at a time.</summary>
    public async Task<BuildEvents> ReadStoredAsync(JobKey key, long after, CancellationToken cancellationToken)
    {
        var entries = await logs.ReadEventsAsync(key.TenantId, key.JobId, after, cancellationToken);
        return new BuildEvents([.. BuildEventBatch.Of(after, entries.Select(entry => (entry.LastNumber, entry.Events)))], HasEnded: false);
    }

    /// <summary>A build that has not ended, with all that is needed to go on with it; null where there is nothing to go on with.</summary>
    public async Task<Build?> LoadAsync(JobKey key, CancellationToken cancellationToken)
    {
        StoredBuild? stored = null;
        var ended = new List<VertexEnded>();
        var polled = await ReadPolledAsync(key, cancellationToken);
        var (attempts, entry, number) = (2, 0L, 0L);
        await foreach (var row in logs.ReadCheckpointsAsync(key.TenantId, key.JobId, cancellationToken))
        {
            (entry, number) = (row.Entry, row.LastNumber);
            switch (row.Checkpoint is null ? null : BuildCheckpoint.Read(row.Checkpoint))
            {
                case BuildRequested requested:
                    stored = requested.Build;
                    break;
                case VertexEnded vertex:
                    // Only what never gets any further ends the process each time.
                    attempts = 2;
                    ended.Add(vertex);
                    break;
                case BuildClaimed { AfterCrash: true }:
                    attempts++;
                    break;
            }
        }

        // After its log: if it ends between the two, it is no more to be gone on with, and if it ends later, its last entry has the next number.
        return stored is null || await logs.FindAsync(key.TenantId, key.JobId, cancellationToken) is not { FinishedAt: null } job
            ? null
            : new Build(this, key, job, stored, new BuildLog(journal, key, entry + 1, number))
            {
                Before = ended,
                Attempts = attempts,
                Polled = polled,
            };
    }

    /// <summary>The graph of a build that was accepted before.</summary>
    /// <exception cref="InvalidFlowException">It cannot be had any more.</exception>
    public async Task<FlowGraph> ReadGraphAsync(Guid tenantId, string hash, CancellationToken cancellationToken) =>
        await logs.FindDocumentAsync(tenantId, hash, cancellationToken) is { } document
            ? FlowGraph.Compile(FlowDefinition.Parse(document))
            : throw new InvalidFlowException("The flow of this build is not kept any more.");

    // Where the selection leads nowhere, the whole flow is meant (semantics section 4.3).
    public static RunPlan PlanOf(FlowGraph graph, string? start, string? stop)
    {
        try
        {
            return RunPlan.ForBuild(graph, start, stop);
        }
        catch (InvalidFlowException) when (start is not null || stop is not null)
        {
            return RunPlan.ForBuild(graph);
        }
    }

    private async Task<string> KeepAsync(Guid tenantId, FlowGraph graph, CancellationToken cancellationToken)
    {
        var document = graph.Definition.Document;
        var hash = _hashes.GetValue(graph, static each => Convert.ToHexStringLower(SHA256.HashData(each.Definition.Document.Span)));
        if (_noted.TryGetValue((tenantId, hash), out var at) && clock.GetElapsedTime(at) < _documentNoted)
        {
            return hash;
        }

        var now = clock.GetTimestamp();
        await logs.KeepDocumentAsync(tenantId, hash, document, cancellationToken);
        if (_noted.Count >= MostNotes)
        {
            _noted.Clear();
        }

        _noted[(tenantId, hash)] = now;
        return hash;
    }
}
