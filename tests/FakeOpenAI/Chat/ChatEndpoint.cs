using System.Text.Json;
using SkillFlaw.FakeOpenAI.Http;

namespace SkillFlaw.FakeOpenAI.Chat;

/// <summary><c>POST /v1/chat/completions</c>.</summary>
internal sealed class ChatEndpoint(ReplyScript script)
{
    public async Task AnswerAsync(Exchange exchange, ModelCatalog models)
    {
        var request = exchange.Request;
        var completion = new ChatCompletion(request.Number, models.Check(request), ChatUsage.OfPrompt(request));
        CheckBody(request.Json);

        var reply = script.TakeChat(request) ?? DefaultReply.To(request);
        if (request.Stream && reply is AnswerReply or BrokenReply { Pieces.Count: > 0 } or BrokenReply { Drops: false })
        {
            await ChatStream.WriteAsync(exchange, completion, reply);
            return;
        }

        await exchange.PassAsync(reply.Gate);
        await (reply switch
        {
            AnswerReply answer => exchange.WriteJsonAsync(json => completion.Write(json, answer)),
            BrokenReply { Drops: false } broken => exchange.WriteHalfAsync(json => completion.Write(json, broken.ToAnswer())),
            _ => exchange.WriteAsync(reply),
        });
    }

    private static void CheckBody(JsonElement body)
    {
        CheckMessages(body.Member("messages"));
        Check(body, "stream", "a boolean", JsonValueKind.True, JsonValueKind.False);
        Check(body, "temperature", "a number", JsonValueKind.Number);
        Check(body, "top_p", "a number", JsonValueKind.Number);
        Check(body, "tools", "an array", JsonValueKind.Array);
        Check(body, "response_format", "an object", JsonValueKind.Object);
    }

    private static void CheckMessages(JsonElement messages)
    {
        switch (messages.ValueKind)
        {
            case JsonValueKind.Undefined or JsonValueKind.Null:
                throw RefusedException.Missing("messages");
            case not JsonValueKind.Array:
                throw RefusedException.WrongType("messages", "an array");
            case JsonValueKind.Array when messages.GetArrayLength() == 0:
                throw RefusedException.Empty("messages");
        }

        var index = 0;
        foreach (var message in messages.EnumerateArray())
        {
            if (message.ValueKind is not JsonValueKind.Object)
            {
                throw RefusedException.WrongType($"messages[{index}]", "an object");
            }

            if (message.Text("role") is null)
            {
                throw RefusedException.Missing($"messages[{index}].role");
            }

            index++;
        }
    }

    private static void Check(JsonElement body, string name, string expected, params ReadOnlySpan<JsonValueKind> kinds)
    {
        var kind = body.Member(name).ValueKind;
        if (kind is not (JsonValueKind.Undefined or JsonValueKind.Null) && !kinds.Contains(kind))
        {
            throw RefusedException.WrongType(name, expected);
        }
    }
}
