using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.EndToEnd.Builds;

/// <summary>
/// Notes outside of the server what the vertices of builds do: each of the flow <c>model-chain</c> asks a model, which notes who asks for
/// what, and answers with the text that it was asked.
/// </summary>
public sealed class Ledger : IAsyncDisposable
{
    /// <summary>The vertices of the flow, in the order in which they run.</summary>
    public static readonly string[] Chain = ["ChatInput-mCh01", "OpenAIModel-mCh02", "OpenAIModel-mCh03", "OpenAIModel-mCh04", "ChatOutput-mCh05"];

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly Dictionary<string, string> _vertices = new() { ["first"] = Chain[1], ["second"] = Chain[2], ["third"] = Chain[3] };

    private readonly Lock _gate = new();
    private readonly List<LedgerCall> _calls = [];
    private readonly Dictionary<(string Vertex, string Text), FakeGate> _held = [];
    private readonly HashSet<(string Vertex, string Text)> _heldFirst = [];
    private readonly FakeOpenAIServer _model;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _moment;

    private Ledger(FakeOpenAIServer model)
    {
        _model = model;
        model.Respond = request => Note(_vertices[request.Model!], request.LastUserText);
    }

    /// <summary>How long an answer takes.</summary>
    public Func<LedgerCall, TimeSpan> Delay { get; set; } = _ => TimeSpan.Zero;

    /// <summary>What is answered instead of the text; null for the text.</summary>
    public Func<LedgerCall, FakeReply?> Refuse { get; set; } = _ => null;

    /// <summary>What a server is told of it.</summary>
    public (string Name, string Value)[] Settings => [("OPENAI_BASE_URL", _model.BaseUrl), ("OPENAI_API_KEY", "sk-of-the-server")];

    /// <summary>What was noted so far.</summary>
    public IReadOnlyList<LedgerCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public static async Task<Ledger> StartAsync() => new(await FakeOpenAIServer.StartAsync());

    /// <summary>A number that is greater than that of everything that was noted before.</summary>
    public long Moment() => Interlocked.Increment(ref _moment);

    /// <summary>Holds the answers to a vertex of a build back.</summary>
    public FakeGate Hold(string vertex, string text)
    {
        lock (_gate)
        {
            return _held[(vertex, text)] = new FakeGate();
        }
    }

    /// <summary>Holds the answer to the first call of a vertex of a build back; later ones are answered.</summary>
    public FakeGate HoldFirst(string vertex, string text)
    {
        lock (_gate)
        {
            _heldFirst.Add((vertex, text));
            return _held[(vertex, text)] = new FakeGate();
        }
    }

    /// <summary>Waits until so many calls were given up by whoever had made them.</summary>
    public Task WaitForAbortAsync(int count, CancellationToken cancellationToken) => _model.WaitForAbortAsync(count, cancellationToken);

    /// <summary>Waits until there were so many calls.</summary>
    public Task WaitForAsync(int calls, CancellationToken cancellationToken = default) =>
        UntilAsync(all => all.Count >= calls, $"{calls} calls", cancellationToken);

    /// <summary>Waits until a vertex of a build has called so often.</summary>
    public Task WaitForAsync(string vertex, string text, int times = 1, CancellationToken cancellationToken = default) => UntilAsync(
        all => all.Count(call => call.Vertex == vertex && call.Text == text) >= times, $"{vertex} of {text}, {times} times", cancellationToken);

    public ValueTask DisposeAsync() => _model.DisposeAsync();

    private FakeReply Note(string vertex, string text)
    {
        TaskCompletionSource changed;
        FakeGate? gate;
        var call = new LedgerCall(vertex, text, Moment());
        lock (_gate)
        {
            _calls.Add(call);
            gate = _held.GetValueOrDefault((vertex, text));
            if (_heldFirst.Remove((vertex, text)))
            {
                _held.Remove((vertex, text));
            }

            (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
        if (gate is null && Delay(call) is { Ticks: > 0 } delay)
        {
            var later = gate = new FakeGate();
            _ = Task.Delay(delay).ContinueWith(_ => later.Open(), TaskScheduler.Default);
        }

        var reply = Refuse(call) ?? FakeReply.Text(text);
        return gate is null ? reply : reply.Behind(gate);
    }

    private async Task UntilAsync(Func<List<LedgerCall>, bool> condition, string what, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_patience);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (condition(_calls))
                {
                    return;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"Not within {_patience}: {what}");
            }
        }
    }
}

/// <summary>A vertex of a build has called.</summary>
/// <param name="Vertex">The vertex.</param>
/// <param name="Text">What the build was asked.</param>
/// <param name="Moment">When, among all that was noted.</param>
public sealed record LedgerCall(string Vertex, string Text, long Moment);
