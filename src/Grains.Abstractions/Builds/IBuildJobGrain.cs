using Orleans.Concurrency;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Builds;

/// <summary>One execution of one flow. The key is a <see cref="JobKey"/>.</summary>
[Alias("build-job")]
public interface IBuildJobGrain : IGrainWithStringKey
{
    /// <summary>
    /// Runs the flow to its end. In a session, the failure of a component is stored as a message before the caller hears of it: the last
    /// one of the run. A run that no component has failed stores none: a flow that cannot be loaded, a limit, a caller who leaves.
    /// </summary>
    /// <exception cref="RunFailedException">It failed; the message is meant for the caller.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    [Alias("run"), ResponseTimeout("1.00:00:00")]
    Task<RunOutcome> Run(RunRequest request, CancellationToken cancellationToken);

    /// <summary>Runs the flow and gives what a watcher is to see while it runs; the last event is the outcome or the failure.</summary>
    [Alias("watch")]
    IAsyncEnumerable<RunEvent> Watch(RunRequest request, CancellationToken cancellationToken);

    /// <summary>A component stores a message, or replaces the one with its id. It is stored for good before the run has ended.</summary>
    [Alias("store-message"), AlwaysInterleave]
    Task<Message> StoreMessage(Message message);

    /// <summary>A component shows a piece of a message's text.</summary>
    [Alias("show-token"), AlwaysInterleave]
    Task ShowToken(Guid messageId, string text);

    /// <summary>A component takes back a message.</summary>
    [Alias("remove-message"), AlwaysInterleave]
    Task RemoveMessage(Guid messageId);

    /// <summary>Complete once the run has ended or is being given up, which ends what components still do for it.</summary>
    [Alias("when-stopped"), AlwaysInterleave, ResponseTimeout("1.00:00:00")]
    Task WhenStopped();

    /// <summary>What a field of a vertex of this run holds, which may be the name of a variable; null for nothing.</summary>
    [Alias("find-field"), AlwaysInterleave]
    Task<CallParameter?> FindField(string vertexId, string field);
}
