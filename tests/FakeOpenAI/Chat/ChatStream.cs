using System.Buffers;
using System.Text.Json;
using SkillFlaw.FakeOpenAI.Http;

namespace SkillFlaw.FakeOpenAI.Chat;

/// <summary>Writes a reply as server-sent events. Without a gate the pieces are sent together, as many as fit into one write.</summary>
internal sealed class ChatStream : IDisposable
{
    private const int FlushAt = 32 * 1024;

    private readonly Exchange _exchange;
    private readonly ChatCompletion _completion;
    private readonly Utf8JsonWriter _json;
    private readonly bool _withUsage;

    private ChatStream(Exchange exchange, ChatCompletion completion)
    {
        _exchange = exchange;
        _completion = completion;
        _json = JsonText.CreateWriter(exchange.Body);
        _withUsage = exchange.Request.Json.Member("stream_options").Member("include_usage").ValueKind is JsonValueKind.True;
    }

    public static async Task WriteAsync(Exchange exchange, ChatCompletion completion, FakeReply reply)
    {
        var broken = reply as BrokenReply;
        var answer = broken?.ToAnswer() ?? (AnswerReply)reply;
        exchange.BeginEvents();
        if (broken is { Drops: true })
        {
            exchange.AnnounceMore();
        }

        using var stream = new ChatStream(exchange, completion);
        await stream.WritePiecesAsync(answer, reply.Gate);
        if (broken is null)
        {
            stream.WriteEnd(answer);
        }
        else if (!broken.Drops)
        {
            exchange.Body.Write("data: {\"id\":\"chatcmpl-\n\n"u8);
        }

        await exchange.FlushAsync();
    }

    public void Dispose() => _json.Dispose();

    private async Task WritePiecesAsync(AnswerReply answer, FakeGate? gate)
    {
        WriteChunk(json =>
        {
            json.WriteString("role", "assistant");
            json.WriteString("content", answer.IsOnlyCalls ? null : "");
            json.WriteNull("refusal");
        });
        foreach (var delta in ChatDelta.Of(answer))
        {
            if (gate is not null || _exchange.Body.UnflushedBytes > FlushAt)
            {
                await _exchange.FlushAsync();
            }

            await _exchange.PassAsync(gate);
            WriteDelta(delta);
        }
    }

    private void WriteDelta(ChatDelta delta) => WriteChunk(json =>
    {
        if (delta.Content is not null)
        {
            json.WriteString("content", delta.Content);
            return;
        }

        json.WriteStartArray("tool_calls");
        json.WriteStartObject();
        json.WriteNumber("index", delta.ToolIndex);
        if (delta.Begins is { } call)
        {
            json.WriteString("id", _completion.CallId(call, delta.ToolIndex));
            json.WriteString("type", "function");
        }

        json.WriteStartObject("function");
        if (delta.Begins is not null)
        {
            json.WriteString("name", delta.Begins.Name);
        }

        json.WriteString("arguments", delta.Arguments);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private void WriteEnd(AnswerReply answer)
    {
        WriteChunk(_ => { }, answer.FinishReason);
        if (_withUsage)
        {
            BeginEvent();
            _json.WriteStartArray("choices");
            _json.WriteEndArray();
            _completion.Usage(answer).Write(_json);
            EndEvent();
        }

        _exchange.Body.Write("data: [DONE]\n\n"u8);
    }

    private void WriteChunk(Action<Utf8JsonWriter> writeDelta, string? finishReason = null)
    {
        BeginEvent();
        _json.WriteStartArray("choices");
        _json.WriteStartObject();
        _json.WriteNumber("index", 0);
        _json.WriteStartObject("delta");
        writeDelta(_json);
        _json.WriteEndObject();
        _json.WriteNull("logprobs");
        _json.WriteString("finish_reason", finishReason);
        _json.WriteEndObject();
        _json.WriteEndArray();
        if (_withUsage)
        {
            _json.WriteNull("usage");
        }

        EndEvent();
    }

    private void BeginEvent()
    {
        _exchange.Body.Write("data: "u8);
        _json.Reset();
        _json.WriteStartObject();
        _completion.WriteHead(_json, "chat.completion.chunk");
    }

    private void EndEvent()
    {
        _json.WriteEndObject();
        _json.Flush();
        _exchange.Body.Write("\n\n"u8);
    }
}
