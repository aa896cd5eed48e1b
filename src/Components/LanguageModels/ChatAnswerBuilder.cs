using System.Text;
using OpenAI.Chat;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>Puts a streamed answer together.</summary>
internal sealed class ChatAnswerBuilder(string provider)
{
    // Far above what models give; a provider that never ends must not fill the memory.
    private const int MaxLength = 10_000_000;
    private const int MaxCalls = 1_000;

    private readonly StringBuilder _text = new();
    private readonly List<Call> _calls = [];
    private ChatTokenUsage? _usage;
    private int _length;

    /// <summary>Adds a part, and gives the text in it.</summary>
    /// <exception cref="ComponentException">The provider reports a failure in mid-stream, or the answer is too long.</exception>
    public string Add(StreamingChatCompletionUpdate update)
    {
        ThrowIfError(update);
        var text = string.Concat(update.ContentUpdate.Select(part => part.Text)) + update.RefusalUpdate;
        Count(text.Length);
        _text.Append(text);
        foreach (var piece in update.ToolCallUpdates)
        {
            Add(piece);
        }

        _usage = update.Usage ?? _usage;
        return text;
    }

    public ChatAnswer ToAnswer() => new(_text.ToString(), [.. _calls.Select(call => call.ToToolCall())], _usage);

    private void Add(StreamingChatToolCallUpdate piece)
    {
        var call = _calls.FindLast(each => each.Index == piece.Index);
        // Some providers count none of their calls, and each is number 0.
        if (call is null || (!string.IsNullOrEmpty(piece.ToolCallId) && call.Id.Length > 0 && piece.ToolCallId != call.Id))
        {
            Count(MaxLength / MaxCalls);
            call = new Call(piece.Index);
            _calls.Add(call);
        }

        var arguments = piece.FunctionArgumentsUpdate?.ToString() ?? "";
        Count(arguments.Length);
        call.Id = string.IsNullOrEmpty(piece.ToolCallId) ? call.Id : piece.ToolCallId;
        call.Name = string.IsNullOrEmpty(piece.FunctionName) ? call.Name : piece.FunctionName;
        call.Arguments.Append(arguments);
    }

    private void Count(int more)
    {
        _length += more;
        if (_length > MaxLength)
        {
            throw new ComponentException($"The answer of {provider} is too long.");
        }
    }

    private void ThrowIfError(StreamingChatCompletionUpdate update)
    {
#pragma warning disable SCME0001 // An event that is an error is none that the package knows: it would pass for an empty piece.
        if (update.Patch.Contains("$.error"u8))
        {
            throw new ComponentException(ModelFailure.ReadMessage(update.Patch.GetJson("$.error"u8).ToMemory())
                ?? $"{provider} broke off its answer.");
        }
#pragma warning restore SCME0001
    }

    private sealed class Call(int index)
    {
        public int Index => index;

        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();

        public ChatToolCall ToToolCall() => ChatToolCall.CreateFunctionToolCall(Id, Name, BinaryData.FromString(Arguments.ToString()));
    }
}
