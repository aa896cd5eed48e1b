using System.Collections.Immutable;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Graph.Values;
using SkillFlaw.Graph.Wire;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Grains.Builds;

/// <summary>
/// A build: each vertex that ends is an entry of the log, and what comes after it starts once that is stored. So a vertex whose successor was
/// ever started is never executed again. The failure of a vertex ends its branch only (semantics section 4.6).
/// </summary>
/// <param name="overlay">The flow with what the request changes of it.</param>
/// <param name="plan">What runs of it.</param>
/// <param name="scope">Whose build it is.</param>
/// <param name="mayExist">Whether it was executed before, and not to its end.</param>
/// <param name="log">Its log.</param>
/// <param name="records">What the monitor keeps of it.</param>
/// <param name="requestedAt">Where the times of its vertices count from; null for their own start.</param>
/// <param name="parts">What every job works with.</param>
/// <param name="clock">The clock.</param>
/// <param name="unexpected">Told of a failure that no component means to have, with its vertex.</param>
internal sealed class BuildRun(
    RunOverlay overlay,
    RunPlan plan,
    RunScope scope,
    bool mayExist,
    BuildLog log,
    BuildRecords records,
    DateTimeOffset? requestedAt,
    JobParts parts,
    TimeProvider clock,
    Action<Exception, string> unexpected)
    : JobRun(overlay, plan, scope, mayExist, job: null, parts)
{
    private bool _hasFailed;

    /// <summary>Why it is given up, where nobody asked for it and it did not take too long.</summary>
    public Exception? GivenUpFor => Failure;

    /// <summary>The vertices that have finished.</summary>
    public IEnumerable<string> Finished => Overlay.Graph.Vertices.Where(vertex => State.Runs(vertex.Index) > 0).Select(vertex => vertex.Id);

    /// <summary>The vertices that run.</summary>
    public IEnumerable<string> Running => State.Running.Select(index => Overlay.Graph.Vertices[index].Id);

    /// <summary>Makes the changes of the job's row that its end needs.</summary>
    public required Func<bool, JournalEntry> End { get; init; }

    /// <summary>Whether nothing is left to run.</summary>
    public bool HasNothingToRun => State.HasEnded;

    /// <summary>Whether a vertex has failed.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>Whether this node may not go on with it. Gives it up if that has just come to be.</summary>
    public required Func<bool> IsLeft { get; init; }

    /// <summary>
    /// Whether what a component was saying stays: when a build is stopped (semantics section 4.8), and where another process goes on with it,
    /// because the message may be that one's by now and has the same id.
    /// </summary>
    public bool KeepsMessages => IsLeft() || IsStopping;

    /// <summary>Whether a build that is given up for this goes on all the same.</summary>
    public static bool IsPassing(Exception failure) =>
        failure is BuildLostException || LostCalls.IsInterruption(failure) || StorageFailure.IsUnavailable(failure);

    /// <inheritdoc />
    public override void Store(Message message, bool isNew)
    {
        // Where another node goes on, the message may be there by now, and is not to be overwritten.
        _ = IsLeft();
        base.Store(message, isNew);
    }

    /// <summary>Tells again what had happened before.</summary>
    /// <returns>The vertices that are to run.</returns>
    public ImmutableArray<int> Replay(IEnumerable<VertexEnded> before)
    {
        State.Start();
        foreach (var ended in before)
        {
            var vertex = Overlay.Graph.Find(ended.VertexId) ?? throw new FormatException($"The flow has no vertex '{ended.VertexId}'.");
            if (ended.Result is { } result)
            {
                Results.Set(vertex.Index, result);
                State.Finish(vertex.Index, result.Changes);
            }
            else
            {
                _hasFailed = true;
                State.Fail(vertex.Index);
            }
        }

        return [.. State.Running];
    }

    /// <summary>Runs what is to run, to the end.</summary>
    /// <returns>False when it was given up before its end; nothing runs any more then.</returns>
    public Task<bool> ExecuteAsync(ImmutableArray<int> first, TimeSpan limit, CancellationToken cancellationToken) =>
        DriveAsync(first, limit, cancellationToken);

    /// <summary>Complete once nothing of it is on its way to be stored.</summary>
    public async Task SettleAsync()
    {
        try
        {
            await Messages.WhenStored();
        }
        catch (RowRefusedException)
        {
            // Its vertex would have heard of it.
        }
    }

    /// <summary>Shows an event that a component makes while it runs.</summary>
    public Task ShowAsync(Action<System.Text.Json.Utf8JsonWriter> write)
    {
        if (!IsStopping)
        {
            log.Add(write);
            log.Flush();
        }

        return log.WhenRoom();
    }

    protected override async Task RunAsync(Vertex vertex)
    {
        var next = ImmutableArray<int>.Empty;
        try
        {
            var began = clock.GetTimestamp();
            var (call, result, failure) = await TryAsync(vertex);
            if (!IsStopping)
            {
                await Messages.WhenStored();
                var error = failure is null ? null : await StoreErrorAsync(vertex, failure);
                next = await EndAsync(vertex, call, result, failure, error, Elapsed(began));
            }
        }
        catch (Exception failure)
        {
            GiveUp(failure);
        }

        Leave(next);
    }

    // What is nobody's fault, and passes, is no failure of the vertex.
    private async Task<(VertexCall? Call, VertexResult? Result, VertexFailedException? Failure)> TryAsync(Vertex vertex)
    {
        VertexCall? call = null;
        try
        {
            call = Results.CallOf(vertex);
            return (call, await Execute(vertex, call), null);
        }
        catch (VertexFailedException failure) when (!StorageFailure.IsUnavailable(failure))
        {
            return (call, null, failure);
        }
        catch (Exception failure) when (!IsPassing(failure) && !IsStopping)
        {
            unexpected(failure, vertex.Id);
            return (call, null, new VertexFailedException(vertex.Id, vertex.Definition.DisplayName, "An unknown error occurred.", failure));
        }
    }

    private async Task<Message?> StoreErrorAsync(Vertex vertex, VertexFailedException failure)
    {
        if (Overlay.SessionId.Length == 0)
        {
            return null;
        }

        var id = MessageIds.Of(Scope.JobId, vertex.Id, State.Runs(vertex.Index), MessageIds.Failure);
        var error = ErrorMessage.Of(vertex, failure, Scope.FlowId, Overlay.SessionId, clock.GetUtcNow()) with { Id = id };
        Messages.Store(error, isNew: true);
        await Messages.WhenStored();
        return error;
    }

    private async Task<ImmutableArray<int>> EndAsync(
        Vertex vertex, VertexCall? call, VertexResult? result, VertexFailedException? failure, Message? error, TimeSpan duration)
    {
        var (next, inactivated) = Advance(vertex, result);
        var graph = Overlay.Graph;
        var built = new BuiltVertex
        {
            Vertex = vertex,
            Result = result,
            Failure = failure?.Message,
            Inactivated = inactivated,
            Next = [.. next.Select(index => graph.Vertices[index].Id)],
            TopLevel = [.. next.Select(index => graph.Vertices[index].Definition.TopLevelId).Distinct()],
            Duration = duration,
            Timestamp = clock.GetUtcNow(),
        };
        if (error is not null)
        {
            log.Add(writer => BuildEventJson.WriteError(writer, error));
        }

        foreach (var line in result?.Logs ?? [])
        {
            log.Add(writer => BuildEventJson.WriteLog(writer, vertex.Id, line));
        }

        log.Add(writer => BuildEventJson.WriteEndVertex(writer, built));
        JournalEntry[] end = [];
        if (State.HasEnded && !IsStopping)
        {
            log.Add(BuildEventJson.WriteEnd);
            end = [End(_hasFailed)];
        }

        await log.SealAsync(new VertexEnded(vertex.Id, result).ToBytes(), end, records.Of(built, call, failure));
        return next;
    }

    private (ImmutableArray<int> Next, ImmutableArray<string> Inactivated) Advance(Vertex vertex, VertexResult? result)
    {
        if (result is null)
        {
            _hasFailed = true;
            return (State.Fail(vertex.Index), []);
        }

        Results.Set(vertex.Index, result);
        if (result.Changes.IsDefaultOrEmpty)
        {
            return (State.Finish(vertex.Index), []);
        }

        var vertices = Overlay.Graph.Vertices;
        var before = vertices.Select(each => State.IsStopped(each.Index)).ToArray();
        var next = State.Finish(vertex.Index, result.Changes);
        return (next, [.. vertices.Where(each => State.IsStopped(each.Index) && !before[each.Index]).Select(each => each.Id)]);
    }

    private TimeSpan Elapsed(long began)
    {
        var elapsed = clock.GetElapsedTime(began);

        // A client whose clock is ahead, or far behind, says nothing about the time that this took.
        return requestedAt is { } asked && clock.GetUtcNow() - asked is var sinceThen && sinceThen >= elapsed && sinceThen < Options.MaxDuration
            ? sinceThen
            : elapsed;
    }
}
