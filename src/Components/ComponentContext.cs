using System.Collections.Immutable;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components;

/// <summary>What a component knows of its vertex and may do in its run.</summary>
public sealed class ComponentContext
{
    private ImmutableArray<BranchChange>.Builder? _changes;
    private ImmutableArray<VertexLog>.Builder? _logs;

    internal ComponentContext(VertexCall call, IComponentHost host, ObjectValue extra)
    {
        Call = call;
        Host = host;
        Extra = extra;
        State = call.State;
    }

    // What a component may say about itself is bounded; the rest is dropped.
    private const int MaxLogs = 1_000;

    /// <summary>The vertex and its run.</summary>
    public VertexCall Call { get; }

    /// <summary>The run around it.</summary>
    public IComponentHost Host { get; }

    /// <summary>The parameters that the component does not declare, such as the variables of a prompt.</summary>
    public ObjectValue Extra { get; }

    /// <summary>What the vertex remembers until it runs again in this run; null at first.</summary>
    public FlowValue? State { get; set; }

    /// <summary>What the user sees as the result of the vertex, where it is not the outputs.</summary>
    public FlowValue? Status { get; set; }

    internal string CurrentOutput { get; set; } = "";

    internal ImmutableArray<BranchChange> Changes => _changes?.ToImmutable() ?? [];

    internal ImmutableArray<VertexLog> Logs => _logs?.ToImmutable() ?? [];

    /// <summary>Keeps everything behind an output from running.</summary>
    public void Stop(string output) => Decide(new BranchChange(BranchAction.Stop, output));

    /// <summary>Lets everything behind an output run.</summary>
    public void Start(string output) => Decide(new BranchChange(BranchAction.Start, output));

    /// <summary>Keeps everything behind an output from running until this vertex decides otherwise.</summary>
    public void Exclude(string output) => Decide(new BranchChange(BranchAction.Exclude, output));

    /// <summary>Takes back what this vertex has excluded before.</summary>
    public void ClearExclusions() => Decide(new BranchChange(BranchAction.ClearExclusions, ""));

    /// <summary>Adds a line to the log of the vertex, which its user sees. Never a secret.</summary>
    public void Log(string name, FlowValue message)
    {
        _logs ??= ImmutableArray.CreateBuilder<VertexLog>();
        if (_logs.Count < MaxLogs)
        {
            _logs.Add(new VertexLog(CurrentOutput, name, message));
        }
    }

    /// <summary>
    /// Stores a message, unless the vertex is none whose messages are kept: an input, an output, or one that leads to a ChatOutput
    /// (flow-format section 15).
    /// </summary>
    /// <returns>The message as it is stored, or as it was given.</returns>
    public async ValueTask<Message> StoreAsync(Message message, CancellationToken cancellationToken)
    {
        var keeps = Call.Neighbours.IsInputOrOutput || Call.Neighbours.LeadsToChatOutput;
        if (!keeps || message.SessionId.Length == 0 || string.IsNullOrEmpty(message.Sender) || string.IsNullOrEmpty(message.SenderName))
        {
            return message;
        }

        return await Host.StoreMessageAsync(
            message with { FlowId = message.FlowId ?? Call.Run.FlowId, Timestamp = message.Timestamp ?? Host.Clock.GetUtcNow() },
            cancellationToken);
    }

    private void Decide(BranchChange change) => (_changes ??= ImmutableArray.CreateBuilder<BranchChange>()).Add(change);
}
