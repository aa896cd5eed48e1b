using SkillFlaw.Storage.Jobs;

namespace SkillFlaw.WebApi.Repeats;

/// <summary>Sees whether a node is gone, for one that waits for it. By this process' own clock, which no pause of another one deceives.</summary>
internal sealed class NodeWatch(Nodes nodes, TimeSpan takeOverAfter, TimeProvider clock)
{
    // A node that has just started may make a claim a moment before it says for the first time that it lives.
    private static readonly TimeSpan _start = TimeSpan.FromSeconds(1);

    private Guid _node;
    private long? _beat;
    private long _since;

    /// <summary>Whether a node has not counted for too long, or others have found that already.</summary>
    public async Task<bool> IsGoneAsync(Guid node, CancellationToken cancellationToken)
    {
        var beats = await nodes.ReadAsync(cancellationToken);
        var beat = beats.TryGetValue(node, out var count) ? count : (long?)null;
        if (_node != node || _beat != beat || _since == 0)
        {
            (_node, _beat, _since) = (node, beat, clock.GetTimestamp());
            return false;
        }

        return clock.GetElapsedTime(_since) >= (beat is null ? _start : takeOverAfter);
    }
}
