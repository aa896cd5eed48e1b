namespace Orleans.Runtime;

/// <summary>Something an activation does in a turn. A node of the mailbox: an item is in one mailbox at most.</summary>
internal abstract class WorkItem
{
    internal WorkItem? Next;

    /// <summary>Runs on the activation, one item at a time. Must not throw.</summary>
    internal abstract void Run(Activation activation);
}
