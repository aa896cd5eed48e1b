using System.Collections.Immutable;
using SkillFlaw.Components;
using SkillFlaw.Grains.Recovery;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Tweaks;
using SkillFlaw.Storage;

namespace SkillFlaw.Grains.Builds;

/// <summary>A run that lives with its caller: the first failure of a vertex is the run's.</summary>
/// <param name="overlay">The flow with what the request changes of it.</param>
/// <param name="scope">Whose run it is.</param>
/// <param name="wasTried">Whether it may have been begun before, by a process that is gone.</param>
/// <param name="job">The job's grain.</param>
/// <param name="parts">What every job works with.</param>
internal sealed class PlainRun(RunOverlay overlay, RunScope scope, bool wasTried, IBuildJobGrain job, JobParts parts)
    : JobRun(overlay, RunPlan.ForRun(overlay.Graph), scope, wasTried, job, parts)
{
    /// <summary>The vertex whose failure is the run's; null where the run goes well, or where a limit or the caller ends it.</summary>
    public Vertex? FailedVertex { get; private set; }

    /// <summary>How often the vertex that failed had finished before.</summary>
    public int FailedExecution => FailedVertex is null ? 0 : State.Runs(FailedVertex.Index);

    /// <summary>Runs to the end.</summary>
    /// <returns>What a vertex gave, for each that has run.</returns>
    /// <exception cref="RunFailedException">A vertex failed, or a limit was reached.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<RunResults> ExecuteAsync(CancellationToken cancellationToken)
    {
        var isWhole = await DriveAsync(State.Start(), Options.MaxDuration, cancellationToken);

        // Even of a run that failed nothing may still be on its way when the caller hears of it.
        await Messages.WhenStored();
        cancellationToken.ThrowIfCancellationRequested();
        return isWhole ? Results : throw Failed();
    }

    protected override async Task RunAsync(Vertex vertex)
    {
        var next = ImmutableArray<int>.Empty;
        try
        {
            var result = await Execute(vertex, Results.CallOf(vertex));
            Results.Set(vertex.Index, result);
            if (!IsStopping)
            {
                next = State.Finish(vertex.Index, result.Changes);
            }
        }
        catch (Exception failure)
        {
            if (!IsStopping)
            {
                FailedVertex = vertex;
                GiveUp(failure);
            }
        }

        Leave(next);
    }

    private RunFailedException Failed() => Failure switch
    {
        VertexFailedException or ComponentException => new RunFailedException($"Error running graph: {Failure.Message}", Failure),
        StorageUnavailableException => new RunFailedException(Failure.Message, Failure) { IsTemporary = true },
        _ when StorageFailure.IsUnavailable(Failure) =>
            new RunFailedException("The database is not available at the moment.", Failure) { IsTemporary = true },
        not null when LostCalls.IsInterruption(Failure) =>
            new RunFailedException("A part of the server that ran this is gone; try again.", Failure) { IsTemporary = true },
        null => new RunFailedException($"Error running graph: the run took longer than {Options.MaxDuration}.", new TimeoutException()),
        _ => new RunFailedException("Error running graph: an unexpected error occurred.", Failure),
    };
}
