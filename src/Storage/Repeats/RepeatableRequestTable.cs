using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Storage.Repeats;

/// <summary>Requests with keys in the journal. The answer is refused where another node does the request by now.</summary>
public sealed class RepeatableRequestTable : JournalTable<RepeatableRequest>
{
    /// <summary>The only one.</summary>
    public static readonly RepeatableRequestTable Instance = new();

    private RepeatableRequestTable()
        : base(
            key: [nameof(RepeatableRequest.TenantId), nameof(RepeatableRequest.KeyHash)],
            changing: [nameof(RepeatableRequest.Status), nameof(RepeatableRequest.ContentType), nameof(RepeatableRequest.Body)],
            fence: [nameof(RepeatableRequest.Node), nameof(RepeatableRequest.JobId)])
    {
    }

    /// <inheritdoc />
    protected override int SizeOf(RepeatableRequest row) => 512 + (row.Body?.Length ?? 0);
}
