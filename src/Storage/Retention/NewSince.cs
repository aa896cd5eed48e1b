namespace SkillFlaw.Storage.Retention;

/// <summary>
/// Which rows to look at: ids grow with time, so those that came after the last round are the end of the primary key, whichever node wrote
/// them. Now and then all rows are looked at, because of clocks that were wrong and rounds that were not finished.
/// </summary>
internal sealed class NewSince(TimeProvider clock)
{
    // Of an id that is made, how late its row may be committed, and how much the clocks of two nodes may differ.
    private static readonly TimeSpan _overlap = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan _all = TimeSpan.FromHours(6);

    private DateTimeOffset? _last;
    private DateTimeOffset? _lastOfAll;

    /// <summary>Does a round.</summary>
    /// <param name="round">Gets the id after which to look; null for all. It counts if it does not throw.</param>
    internal async Task LookAsync(Func<Guid?, Task> round)
    {
        var now = clock.GetUtcNow();
        var isAll = _last is null || _lastOfAll is null || now - _lastOfAll >= _all;
        await round(isAll ? null : FirstOf(_last!.Value - _overlap));
        _last = now;
        _lastOfAll = isAll ? now : _lastOfAll;
    }

    // The least id (version 7) of a millisecond.
    private static Guid FirstOf(DateTimeOffset time)
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.CreateVersion7(time).TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[6..].Clear();
        return new Guid(bytes, bigEndian: true);
    }
}
