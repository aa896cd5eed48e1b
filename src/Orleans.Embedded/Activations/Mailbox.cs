namespace Orleans.Runtime;

/// <summary>
/// What waits for an activation: a lock-free stack that any thread pushes to and the one running turn takes whole.
/// The head is a marker when idle or closed, so that a single compare-and-swap both adds an item and finds out who must wake whom.
/// </summary>
internal struct Mailbox
{
    private static readonly WorkItem _idle = new Marker();
    private static readonly WorkItem _closed = new Marker();

    /// <summary>A marker, or the newest item, or null when the activation runs and nothing is waiting.</summary>
    private WorkItem? _head;

    /// <summary>Makes a mailbox whose owner sleeps (<paramref name="idle"/>), or one that is already being worked on.</summary>
    internal Mailbox(bool idle) => _head = idle ? _idle : null;

    internal readonly bool IsIdle => ReferenceEquals(_head, _idle);

    /// <summary>Adds an item. False when closed; <paramref name="wake"/> is true when the caller must schedule the owner.</summary>
    internal bool TryPush(WorkItem item, out bool wake)
    {
        var head = Volatile.Read(ref _head);
        while (true)
        {
            if (ReferenceEquals(head, _closed))
            {
                wake = false;
                return false;
            }

            wake = ReferenceEquals(head, _idle);
            item.Next = wake ? null : head;
            var seen = Interlocked.CompareExchange(ref _head, item, head);
            if (ReferenceEquals(seen, head))
            {
                return true;
            }

            head = seen;
        }
    }

    /// <summary>Takes all items, oldest first. Only the owner calls this, while it runs.</summary>
    internal WorkItem? TakeAll()
    {
        if (Volatile.Read(ref _head) is null)
        {
            return null;
        }

        var newest = Interlocked.Exchange(ref _head, null);
        WorkItem? oldest = null;
        while (newest is not null)
        {
            var older = newest.Next;
            newest.Next = oldest;
            oldest = newest;
            newest = older;
        }

        return oldest;
    }

    /// <summary>Lets the owner sleep; false when something arrived meanwhile.</summary>
    internal bool TryGoIdle() => Interlocked.CompareExchange(ref _head, _idle, null) is null;

    /// <summary>Refuses all further items; false when something arrived meanwhile.</summary>
    internal bool TryClose() => Interlocked.CompareExchange(ref _head, _closed, null) is null;

    private sealed class Marker : WorkItem
    {
        internal override void Run(Activation activation) => throw new InvalidOperationException("A mailbox marker is not work.");
    }
}
