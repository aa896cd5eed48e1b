using System.Globalization;
using System.Text.Json;

namespace SkillFlaw.FakeOpenAI.Chat;

/// <summary>What the plain reply and every chunk of a streamed one have in common, and the plain reply.</summary>
internal sealed class ChatCompletion(long number, string model, ChatUsage prompt)
{
    public ChatUsage Usage(AnswerReply answer) => prompt.With(answer);

    public void Write(Utf8JsonWriter json, AnswerReply answer)
    {
        json.WriteStartObject();
        WriteHead(json, "chat.completion");
        json.WriteStartArray("choices");
        json.WriteStartObject();
        json.WriteNumber("index", 0);
        WriteMessage(json, answer);
        json.WriteNull("logprobs");
        json.WriteString("finish_reason", answer.FinishReason);
        json.WriteEndObject();
        json.WriteEndArray();
        Usage(answer).Write(json);
        json.WriteEndObject();
    }

    public void WriteHead(Utf8JsonWriter json, string kind)
    {
        json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"chatcmpl-{number}"));
        json.WriteString("object", kind);
        json.WriteNumber("created", ModelCatalog.Created);
        json.WriteString("model", model);
        json.WriteString("system_fingerprint", "fp_fake");
    }

    public string CallId(FakeToolCall call, int index) => call.Id ?? string.Create(CultureInfo.InvariantCulture, $"call_{number}_{index}");

    private void WriteMessage(Utf8JsonWriter json, AnswerReply answer)
    {
        json.WriteStartObject("message");
        json.WriteString("role", "assistant");
        json.WriteString("content", answer.IsOnlyCalls ? null : string.Concat(answer.Pieces));
        json.WriteNull("refusal");
        if (answer.Calls.Count > 0)
        {
            json.WriteStartArray("tool_calls");
            for (var index = 0; index < answer.Calls.Count; index++)
            {
                var call = answer.Calls[index];
                json.WriteStartObject();
                json.WriteString("id", CallId(call, index));
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", call.Name);
                json.WriteString("arguments", call.Arguments);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
