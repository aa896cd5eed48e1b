using System.Buffers;
using System.Text.Json;
using SkillFlaw.Grains.Flows;
using SkillFlaw.Graph;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Wire;

namespace SkillFlaw.Grains.Builds;

/// <summary>
/// Tells who follows a flow what happens in one of its jobs (semantics section 3.2). Never in the way of the job: what cannot be told in time is
/// dropped. Used in turns of the job's grain.
/// </summary>
internal sealed class JobEvents(IFlowEventsGrain followers, Guid jobId, TimeProvider clock)
{
    private const int MostWaiting = 1_000;

    private static readonly TimeSpan _longestEnd = TimeSpan.FromSeconds(1);
    private static readonly JsonDocumentOptions _reading = new() { MaxDepth = 1_000 };

    private readonly Dictionary<string, long> _began = [];
    private List<FlowEvent> _waiting = [];
    private Task _telling = Task.CompletedTask;

    /// <summary>The job begins.</summary>
    public void Start(FlowGraph graph)
    {
        string[] ids = [.. graph.Vertices.Select(vertex => vertex.Id)];
        Add(writer => BuildEventJson.WriteVerticesSorted(writer, ids, ids));
    }

    /// <summary>A vertex begins.</summary>
    public void Begin(Vertex vertex)
    {
        _began[vertex.Id] = clock.GetTimestamp();
        Add(writer => BuildEventJson.WriteBuildStart(writer, vertex.Id), isOfRun: false);
    }

    /// <summary>A vertex has run, or failed.</summary>
    public void End(Vertex vertex, VertexResult? result, string? failure, IEnumerable<string> next, IEnumerable<string> inactivated)
    {
        var built = new BuiltVertex
        {
            Vertex = vertex,
            Result = result,
            Failure = failure,
            Next = [.. next],
            TopLevel = [.. next],
            Inactivated = [.. inactivated],
            Duration = _began.TryGetValue(vertex.Id, out var began) ? clock.GetElapsedTime(began) : TimeSpan.Zero,
            Timestamp = clock.GetUtcNow(),
        };
        Add(writer => BuildEventJson.WriteEndVertex(writer, built), isOfRun: false);
    }

    /// <summary>A component shows something.</summary>
    public void Show(RunEvent shown) => Add(writer =>
    {
        switch (shown)
        {
            case MessageStored stored:
                BuildEventJson.WriteMessage(writer, stored.Message);
                break;
            case TokenShown token:
                BuildEventJson.WriteToken(writer, token.MessageId, token.Text);
                break;
            case MessageRemoved removed:
                BuildEventJson.WriteRemoveMessage(writer, removed.MessageId);
                break;
            case ErrorShown error:
                BuildEventJson.WriteError(writer, error.Message);
                break;
        }
    });

    /// <summary>The job is over, or this try of it. Waits a moment until that is told.</summary>
    public async Task EndAsync(JobOutcome outcome)
    {
        Add(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("event"u8, "end"u8);
            writer.WriteStartObject("data"u8);
            writer.WriteBoolean("success"u8, outcome.End is JobEnd.Succeeded);
            if (outcome.End is not JobEnd.Succeeded)
            {
                writer.WriteString("error"u8, outcome.Error ?? (outcome.End is JobEnd.Cancelled ? "The run was cancelled." : "The run was interrupted."));
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });
        await _telling.WaitAsync(_longestEnd, clock).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private void Add(Action<Utf8JsonWriter> write, bool isOfRun = true)
    {
        if (_waiting.Count >= MostWaiting)
        {
            return;
        }

        _waiting.Add(EventOf(write, isOfRun));
        if (_telling.IsCompleted)
        {
            _telling = TellAsync();
        }
    }

    // What comes while something is being told is told together.
    private async Task TellAsync()
    {
        while (_waiting.Count > 0)
        {
            var some = _waiting;
            _waiting = [];
            try
            {
                await followers.Publish([.. some]);
            }
            catch (Exception)
            {
                // They miss it.
            }
        }
    }

    // Events of builds have their name inside; here it stands before them, and most say which run they are of.
    private FlowEvent EventOf(Action<Utf8JsonWriter> write, bool isOfRun)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes, WireJson.Options))
        {
            write(writer);
        }

        using var document = JsonDocument.Parse(bytes.WrittenMemory, _reading);
        var data = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(data, WireJson.Options))
        {
            writer.WriteStartObject();
            foreach (var field in document.RootElement.GetProperty("data"u8).EnumerateObject())
            {
                field.WriteTo(writer);
            }

            if (isOfRun)
            {
                writer.WriteString("run_id"u8, jobId);
            }

            writer.WriteEndObject();
        }

        return new FlowEvent(document.RootElement.GetProperty("event"u8).GetString()!, [.. data.WrittenSpan]);
    }
}
