using System.Text.Json;

namespace SkillFlaw.FakeOpenAI.Chat;

/// <summary>Words, taken for tokens.</summary>
internal readonly record struct ChatUsage(int Prompt, int Completion)
{
    public static ChatUsage OfPrompt(FakeRequest request) => new(request.Messages.Sum(message => TextPieces.Count(message.Text)), 0);

    /// <summary>With the words of the text, and of the names and arguments of the calls.</summary>
    public ChatUsage With(AnswerReply answer) => this with
    {
        Completion = TextPieces.Count(string.Concat(answer.Pieces))
            + answer.Calls.Sum(call => TextPieces.Count(call.Name) + TextPieces.Count(call.Arguments)),
    };

    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject("usage");
        json.WriteNumber("prompt_tokens", Prompt);
        json.WriteNumber("completion_tokens", Completion);
        json.WriteNumber("total_tokens", Prompt + Completion);
        json.WriteEndObject();
    }
}
