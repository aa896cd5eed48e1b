using System.Buffers;
using System.Text;
using System.Text.Json;
using SkillFlaw.Graph.Values;
using SkillFlaw.WebApi.Runs;

namespace SkillFlaw.WebApi.Responses;

/// <summary>
/// Writes one streamed response as server-sent events. It speaks to two kinds of clients at once: OpenAI's switch on the type of an event and
/// begin with <c>response.created</c>; Langflow's read <c>delta.content</c> of chunks, which are events without a name (semantics section
/// 3.3). OpenAI's own helpers refuse a type that they do not know, so a chunk calls itself what they pass over: <c>keepalive</c>.
/// </summary>
internal sealed class ResponseEvents : IDisposable
{
    private readonly ResponseHead _head;
    private readonly bool _withResults;
    private readonly IBufferWriter<byte> _output;
    private readonly AnswerBuffer _buffer = AnswerBuffer.Rent();
    private readonly StreamedText _text;
    private readonly StringBuilder _said = new();
    private readonly List<ToolUse?> _items = [];
    private readonly HashSet<(string Name, string Arguments)> _tools = [];
    private int _messageIndex = -1;
    private int _sequence;

    /// <summary>Events of a response.</summary>
    /// <param name="head">The response.</param>
    /// <param name="input">What was said to the flow, which is not said again.</param>
    /// <param name="withResults">Whether what the tools gave is there too.</param>
    /// <param name="output">Where to.</param>
    public ResponseEvents(ResponseHead head, string input, bool withResults, IBufferWriter<byte> output)
    {
        _head = head;
        _withResults = withResults;
        _output = output;
        _text = new StreamedText(input);
    }

    private Utf8JsonWriter Writer => _buffer.Writer;

    /// <summary>Begins the response.</summary>
    public void Start()
    {
        WriteResponse("response.created", ResponseJson.InProgress);
        WriteResponse("response.in_progress", ResponseJson.InProgress);
        WriteChunk("", null);
    }

    /// <summary>A message was stored, or replaced.</summary>
    public void Add(Message message)
    {
        foreach (var tool in ToolUse.Of(message).Where(tool => tool.Output is not NullValue))
        {
            Add(tool);
        }

        Say(_text.Of(message));
    }

    /// <summary>A piece of a message's text has come.</summary>
    public void Add(Guid messageId, string token) => Say(_text.Of(messageId, token));

    /// <summary>Ends the response of a run that has succeeded. An answer that nobody has shown on the way is said now.</summary>
    public void Complete(ResponseAnswer answer)
    {
        foreach (var tool in answer.Message is null ? [] : ToolUse.Of(answer.Message).Where(tool => tool.Output is not NullValue))
        {
            Add(tool);
        }

        if (_said.Length == 0)
        {
            Say(answer.Text);
        }

        EndMessage();
        WriteResponse("response.completed", ResponseJson.Completed);
        End();
    }

    /// <summary>Ends the response of a run that has failed.</summary>
    public void Fail(string reason)
    {
        WriteResponse("response.failed", ResponseJson.Failed, reason);
        Begin(null);
        ResponseJson.WriteError(Writer, reason, ResponseJson.Processing);
        Send();
        End();
    }

    public void Dispose() => _buffer.Dispose();

    private void Say(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        BeginMessage();
        _said.Append(text);
        BeginEvent("response.output_text.delta");
        WritePlaceOfText();
        Writer.WriteString("delta"u8, text);
        WriteNoProbabilities();
        SendEvent();
        WriteChunk(text, null);
    }

    private void BeginMessage()
    {
        if (_messageIndex >= 0)
        {
            return;
        }

        _messageIndex = _items.Count;
        _items.Add(null);
        BeginEvent("response.output_item.added");
        Writer.WriteNumber("output_index"u8, _messageIndex);
        Writer.WritePropertyName("item"u8);
        ResponseJson.WriteMessage(Writer, _head, ResponseJson.InProgress, null);
        SendEvent();
        WritePart("response.content_part.added", "");
    }

    private void EndMessage()
    {
        BeginMessage();
        var text = _said.ToString();
        BeginEvent("response.output_text.done");
        WritePlaceOfText();
        Writer.WriteString("text"u8, text);
        WriteNoProbabilities();
        SendEvent();
        WritePart("response.content_part.done", text);
        BeginEvent("response.output_item.done");
        Writer.WriteNumber("output_index"u8, _messageIndex);
        Writer.WritePropertyName("item"u8);
        ResponseJson.WriteMessage(Writer, _head, ResponseJson.Completed, text);
        SendEvent();
    }

    private void Add(ToolUse tool)
    {
        // An agent's message comes again with each of its steps.
        if (!_tools.Add((tool.Name, tool.Arguments)))
        {
            return;
        }

        var index = _items.Count;
        var number = _tools.Count;
        _items.Add(tool);
        BeginEvent("response.output_item.added");
        Writer.WritePropertyName("item"u8);
        StreamedTool.WriteAdded(Writer, tool, number);
        Writer.WriteNumber("output_index"u8, index);
        SendEvent();
        WriteArguments("response.function_call_arguments.delta", "delta", tool, number, index);
        WriteArguments("response.function_call_arguments.done", "arguments", tool, number, index);
        BeginEvent("response.output_item.done");
        Writer.WritePropertyName("item"u8);
        StreamedTool.WriteDone(Writer, tool, number, _withResults);
        Writer.WriteNumber("output_index"u8, index);
        SendEvent();
    }

    private void WriteArguments(string type, string name, ToolUse tool, int number, int index)
    {
        BeginEvent(type);
        Writer.WriteString(name, tool.Arguments);
        Writer.WriteString("item_id"u8, $"fc_{number}");
        Writer.WriteNumber("output_index"u8, index);
        SendEvent();
    }

    private void WritePart(string type, string text)
    {
        BeginEvent(type);
        WritePlaceOfText();
        Writer.WritePropertyName("part"u8);
        ResponseJson.WriteText(Writer, text);
        SendEvent();
    }

    private void WriteResponse(string type, string status, string? failure = null)
    {
        BeginEvent(type);
        Writer.WritePropertyName("response"u8);
        ResponseJson.Write(Writer, _head, status, failure, () => WriteItems(status));
        SendEvent();
    }

    private void WriteItems(string status)
    {
        var number = 0;
        foreach (var tool in _items)
        {
            if (tool is null)
            {
                ResponseJson.WriteMessage(Writer, _head, status == ResponseJson.Completed ? status : ResponseJson.Incomplete, _said.ToString());
            }
            else
            {
                StreamedTool.WriteDone(Writer, tool, ++number, _withResults);
            }
        }
    }

    private void WritePlaceOfText()
    {
        Writer.WriteString("item_id"u8, _head.MessageId);
        Writer.WriteNumber("output_index"u8, _messageIndex);
        Writer.WriteNumber("content_index"u8, 0);
    }

    private void WriteNoProbabilities()
    {
        Writer.WriteStartArray("logprobs"u8);
        Writer.WriteEndArray();
    }

    private void WriteChunk(string? text, string? status)
    {
        Begin(null);
        Writer.WriteStartObject();
        Writer.WriteString("id"u8, _head.Id);
        Writer.WriteString("object"u8, "response.chunk"u8);
        Writer.WriteNumber("created"u8, _head.CreatedAt);
        Writer.WriteString("model"u8, _head.Model);
        Writer.WriteStartObject("delta"u8);
        if (text is not null)
        {
            Writer.WriteString("content"u8, text);
        }

        Writer.WriteEndObject();
        Writer.WriteString("status"u8, status);
        Writer.WriteString("type"u8, "keepalive"u8);
        Writer.WriteEndObject();
        Send();
    }

    private void End()
    {
        WriteChunk(null, ResponseJson.Completed);
        _output.Write("data: [DONE]\n\n"u8);
    }

    private void BeginEvent(string type)
    {
        Begin(type);
        Writer.WriteStartObject();
        Writer.WriteString("type"u8, type);
    }

    private void SendEvent()
    {
        Writer.WriteNumber("sequence_number"u8, _sequence++);
        Writer.WriteEndObject();
        Send();
    }

    private void Begin(string? name)
    {
        if (name is not null)
        {
            _output.Write("event: "u8);
            Encoding.UTF8.GetBytes(name, _output);
            _output.Write("\n"u8);
        }

        _output.Write("data: "u8);
    }

    private void Send()
    {
        Writer.Flush();
        _buffer.CopyTo(_output);
    }
}
