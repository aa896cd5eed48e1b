namespace SkillFlaw.WebApi.Responses;

/// <summary>What all forms of one response have in common.</summary>
/// <param name="Id">Its id, which is the conversation's: whoever goes on after this response stays in it.</param>
/// <param name="Model">The flow, as the caller names it.</param>
/// <param name="PreviousId">The response before, as the caller names it.</param>
/// <param name="CreatedAt">When it was made, in seconds since 1970.</param>
internal sealed record ResponseHead(string Id, string Model, string? PreviousId, long CreatedAt)
{
    /// <summary>The id of the message that answers.</summary>
    public string MessageId => field ??= $"msg_{Id}";
}
