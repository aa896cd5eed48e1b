namespace SkillFlaw.FakeOpenAI.Chat;

/// <summary>One piece of a streamed reply: of the text, or of the call <c>ToolIndex</c>, which begins with its name.</summary>
internal readonly record struct ChatDelta(string? Content, int ToolIndex = 0, FakeToolCall? Begins = null, string? Arguments = null)
{
    private const int ArgumentsLength = 16;

    public static IEnumerable<ChatDelta> Of(AnswerReply answer)
    {
        foreach (var piece in answer.Pieces)
        {
            yield return new(piece);
        }

        for (var index = 0; index < answer.Calls.Count; index++)
        {
            yield return new(null, index, answer.Calls[index], "");
            foreach (var piece in TextPieces.OfLength(answer.Calls[index].Arguments, ArgumentsLength))
            {
                yield return new(null, index, null, piece);
            }
        }
    }
}
