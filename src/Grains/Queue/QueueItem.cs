using SkillFlaw.Storage.Queue;

namespace SkillFlaw.Grains.Queue;

/// <summary>A job that this process has in its hands: from when it is being stored, or read, until its end is stored.</summary>
/// <param name="job">Its row.</param>
/// <param name="lane">Where it belongs.</param>
/// <param name="wasTried">Whether it may have been begun before.</param>
internal sealed class QueueItem(QueuedJob job, FlowLane lane, bool wasTried)
{
    public QueuedJob Job => job;

    public FlowLane Lane => lane;

    public bool WasTried => wasTried;

    /// <summary>Its place in the lane while it waits there.</summary>
    public LinkedListNode<QueueItem>? Place { get; set; }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning { get; set; }

    /// <summary>When it began to run: a timestamp of the clock.</summary>
    public long Began { get; set; }

    /// <summary>Whether it counts no more among those that have just begun: it is over, or probably waits for somebody else.</summary>
    public bool IsSlow { get; set; }

    /// <summary>Whether somebody wants it to stop.</summary>
    public bool IsCancelling { get; set; }
}
