using System.Diagnostics;

namespace SkillFlaw.Storage.Retention;

/// <summary>Deletes rows in batches and rests between them for as long as a batch took, so that whoever runs flows gets its turns.</summary>
internal sealed class DeletionPace(TimeProvider clock)
{
    /// <summary>How many rows a statement deletes at most.</summary>
    internal const int BatchSize = 500;

    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(2);

    /// <summary>How many rows were deleted.</summary>
    internal long Deleted { get; private set; }

    /// <summary>Deletes one batch, and rests.</summary>
    /// <returns>How many rows it had.</returns>
    internal async Task<int> DeleteAsync(Func<Task<int>> delete, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var deleted = await delete();
        Deleted += deleted;
        var took = Stopwatch.GetElapsedTime(start);
        await Task.Delay(took < _shortest ? _shortest : took > _longest ? _longest : took, clock, cancellationToken);
        return deleted;
    }
}
