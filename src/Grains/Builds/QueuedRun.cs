using System.Collections.Immutable;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;

namespace SkillFlaw.Grains.Builds;

/// <summary>
/// A run that nobody waits for. It may be begun again after a crash or a failure, so a vertex that has reached out of the server is stored
/// before anything comes after it. What only computes is not: doing it again gives the same, and its messages have the same ids.
/// </summary>
/// <param name="overlay">The flow with what the request changes of it.</param>
/// <param name="scope">Whose run it is.</param>
/// <param name="wasTried">Whether it may have been begun before.</param>
/// <param name="checkpoints">Where it stores what has finished.</param>
/// <param name="events">Tells who follows the flow; null where nobody does.</param>
/// <param name="job">The job's grain.</param>
/// <param name="parts">What every job works with.</param>
internal sealed class QueuedRun(
    RunOverlay overlay, RunScope scope, bool wasTried, JobCheckpoints checkpoints, JobEvents? events, IBuildJobGrain job, JobParts parts)
    : JobRun(overlay, RunPlan.ForRun(overlay.Graph), scope, wasTried, job, parts)
{
    // So much may be done again after a crash, and is kept in memory until then.
    private const int MostUnstored = 1_000;

    private List<VertexEnded> _unstored = [];

    /// <summary>The vertex whose failure is the run's; null where the run goes well, or where a limit ends it.</summary>
    public Vertex? FailedVertex { get; private set; }

    /// <summary>The call that failed, if it was made.</summary>
    public VertexCall? FailedCall { get; private set; }

    /// <summary>How often the vertex that failed had finished before.</summary>
    public int FailedExecution => FailedVertex is null ? 0 : State.Runs(FailedVertex.Index);

    /// <summary>Why the run is given up, where nobody asked for it and it did not take too long.</summary>
    public Exception? GivenUpFor => Failure;

    /// <summary>Runs what is left of it.</summary>
    /// <param name="before">What had finished before.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <returns>What each vertex gave; null when it was given up.</returns>
    public async Task<RunResults?> ExecuteAsync(IReadOnlyList<VertexEnded> before, CancellationToken cancellationToken)
    {
        var first = State.Start();
        if (before.Count > 0)
        {
            Replay(before);
            first = [.. State.Running];
        }

        var isWhole = await DriveAsync(first, Options.MaxDuration, cancellationToken);

        // Also of one that failed nothing may still be on its way when its queue hears of it.
        await Messages.WhenStored();
        return isWhole ? Results : null;
    }

    /// <summary>Stores what has finished, for whoever goes on with it.</summary>
    public Task KeepAsync() => _unstored.Count == 0 ? Task.CompletedTask : StoreAsync();

    /// <inheritdoc />
    protected override async Task RunAsync(Vertex vertex)
    {
        var next = ImmutableArray<int>.Empty;
        VertexCall? call = null;
        events?.Begin(vertex);
        try
        {
            call = Results.CallOf(vertex);
            var result = await Execute(vertex, call);
            if (!IsStopping)
            {
                _unstored.Add(new VertexEnded(vertex.Id, result));
                if (result.HasReachedOut || _unstored.Count >= MostUnstored)
                {
                    await Messages.WhenStored();
                    await StoreAsync();
                }

                Results.Set(vertex.Index, result);
                next = events is null ? State.Finish(vertex.Index, result.Changes) : FinishFollowed(vertex, result, events);
            }
        }
        catch (Exception failure)
        {
            if (!IsStopping)
            {
                events?.End(vertex, null, failure is VertexFailedException known ? known.Message : "An unknown error occurred.", [], []);
                (FailedVertex, FailedCall) = (vertex, call);
                GiveUp(failure);
            }
        }

        Leave(next);
    }

    private ImmutableArray<int> FinishFollowed(Vertex vertex, VertexResult result, JobEvents events)
    {
        var vertices = Overlay.Graph.Vertices;
        var before = vertices.Where(each => State.IsStopped(each.Index)).Select(each => each.Index).ToHashSet();
        var next = State.Finish(vertex.Index, result.Changes);
        events.End(
            vertex,
            result,
            null,
            next.Select(index => vertices[index].Id),
            vertices.Where(each => State.IsStopped(each.Index) && !before.Contains(each.Index)).Select(each => each.Id));
        return next;
    }

    private void Replay(IReadOnlyList<VertexEnded> before)
    {
        foreach (var ended in before)
        {
            var vertex = Overlay.Graph.Find(ended.VertexId) ?? throw Changed(ended.VertexId);
            if (!State.Running.Contains(vertex.Index))
            {
                throw Changed(ended.VertexId);
            }

            Results.Set(vertex.Index, ended.Result!);
            State.Finish(vertex.Index, ended.Result!.Changes);
        }
    }

    private async Task StoreAsync()
    {
        var some = _unstored;
        _unstored = [];
        await checkpoints.StoreAsync(some);
    }

    private static FormatException Changed(string vertexId) =>
        new($"The flow has changed since '{vertexId}' has run. Begin it anew instead of going on.");
}
