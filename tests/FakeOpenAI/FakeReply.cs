namespace SkillFlaw.FakeOpenAI;

/// <summary>What the server answers one request with.</summary>
public abstract record FakeReply
{
    private protected FakeReply()
    {
    }

    internal FakeGate? Gate { get; init; }

    /// <summary>A text. Streamed, it comes word by word.</summary>
    public static FakeReply Text(string text, string finishReason = "stop") =>
        new AnswerReply(TextPieces.Words(text), [], finishReason);

    /// <summary>A text that is streamed in exactly these pieces.</summary>
    public static FakeReply Chunks(params string[] pieces) => new AnswerReply(pieces, [], "stop");

    /// <summary><see cref="Chunks"/> that each wait for the gate. The role is sent before, so the response begins at once.</summary>
    public static FakeReply Slow(FakeGate gate, params string[] pieces) => Chunks(pieces).Behind(gate);

    /// <summary>The call of one tool. Streamed, the arguments come in pieces of up to 16 characters.</summary>
    public static FakeReply ToolCall(string name, string argumentsJson) => ToolCalls(new FakeToolCall(name, argumentsJson));

    /// <summary>Calls of several tools at once.</summary>
    public static FakeReply ToolCalls(params FakeToolCall[] calls) => new AnswerReply([], calls, "tool_calls");

    /// <summary>A text, and then calls of tools, as models do that say what they are about to do.</summary>
    public static FakeReply TextThenToolCalls(string text, params FakeToolCall[] calls) =>
        new AnswerReply(TextPieces.Words(text), calls, "tool_calls");

    /// <summary>An error in OpenAI's shape, also for a streamed request. Its type follows from the status.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">OpenAI's name of the error, as <c>rate_limit_exceeded</c>.</param>
    /// <param name="message">The sentence for people.</param>
    /// <param name="retryAfter">Sent as <c>Retry-After</c> in whole seconds, and as <c>retry-after-ms</c>.</param>
    public static FakeReply Error(int status, string? code, string message, TimeSpan? retryAfter = null) =>
        new ErrorReply(status, code, message, retryAfter);

    /// <summary>No answer, not even headers, until the client goes away.</summary>
    public static FakeReply Hang() => new HangReply();

    /// <summary>A success whose JSON breaks off. Streamed, the pieces come first, then a broken event, and no <c>[DONE]</c>.</summary>
    public static FakeReply Malformed(params string[] pieces) => new BrokenReply(pieces, Drops: false);

    /// <summary>The connection ends without an answer. Streamed, the pieces come first; without any there are not even headers.</summary>
    public static FakeReply DropConnection(params string[] pieces) => new BrokenReply(pieces, Drops: true);

    /// <summary>One vector for each input of an embeddings request.</summary>
    public static FakeReply Vectors(params float[][] vectors) => new VectorsReply(vectors);

    /// <summary>The same reply, held back by a gate.</summary>
    public FakeReply Behind(FakeGate gate) => this with { Gate = gate };
}

internal sealed record AnswerReply(IReadOnlyList<string> Pieces, IReadOnlyList<FakeToolCall> Calls, string FinishReason) : FakeReply
{
    /// <summary>Then there is no text, rather than an empty one.</summary>
    public bool IsOnlyCalls => Pieces.Count == 0 && Calls.Count > 0;
}

internal sealed record ErrorReply(int Status, string? Code, string Message, TimeSpan? RetryAfter) : FakeReply;

internal sealed record HangReply : FakeReply;

internal sealed record BrokenReply(IReadOnlyList<string> Pieces, bool Drops) : FakeReply
{
    /// <summary>What it would have been.</summary>
    public AnswerReply ToAnswer() => new(Pieces, [], "stop");
}

internal sealed record VectorsReply(IReadOnlyList<float[]> Values) : FakeReply;
