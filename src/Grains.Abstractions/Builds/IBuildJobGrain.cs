using Orleans.Concurrency;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Grains.Builds;

/// <summary>
/// One execution of one flow. The key is a <see cref="JobKey"/>. A run lives and dies with its caller (<see cref="Run"/>,
/// <see cref="Watch"/>); a build is stored before its caller hears of it, and goes on whatever happens to the process (<see cref="Start"/>).
/// </summary>
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

    /// <summary>
    /// Begins a build. It is stored when this ends, and from then on is done whatever happens. A flow that cannot be loaded is no failure of
    /// this: the build's events tell of it.
    /// </summary>
    /// <returns>False when the tenant has as many runs as it may have at once; nothing was begun then.</returns>
    /// <exception cref="RunFailedException">There is no such flow, or it could not be stored.</exception>
    [Alias("start")]
    Task<bool> Start(BuildRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Tries a job of the queue: runs what is left of it to its end. What has reached out of the server is stored before anything comes after
    /// it, and does not run again; so is all that had finished, where a vertex fails.
    /// </summary>
    [Alias("try"), ResponseTimeout("1.00:00:00")]
    Task<JobOutcome> Try(JobRequest request, CancellationToken cancellationToken);

    /// <summary>Whether <see cref="Run"/> or <see cref="Try"/> was called here and has not come to its end. False where the silo is gone that did it.</summary>
    [Alias("is-at-work"), AlwaysInterleave, ResponseTimeout("00:00:10")]
    Task<bool> IsAtWork();

    /// <summary>Goes on with a build after its last checkpoint, if the node that executed it is the given one or nobody does.</summary>
    /// <param name="node">The node that is gone.</param>
    [Alias("resume")]
    Task Resume(Guid node);

    /// <summary>The events of a build after a number. With nothing new it waits a while, and then answers with nothing.</summary>
    /// <returns>Null when there is no such build, or none any more.</returns>
    [Alias("read-events"), AlwaysInterleave]
    Task<BuildEvents?> ReadEvents(long after, CancellationToken cancellationToken);

    /// <summary>
    /// The events of a build that no call of this has given yet, for readers that know no numbers: they share them. Waits as
    /// <see cref="ReadEvents"/> does. Once the last event was given, it is given again by each call.
    /// </summary>
    /// <inheritdoc cref="ReadEvents" path="/returns" />
    [Alias("poll-events"), AlwaysInterleave]
    Task<BuildEvents?> PollEvents(CancellationToken cancellationToken);

    /// <summary>Stops a build, and answers once nothing of it runs any more, or when that takes too long.</summary>
    /// <inheritdoc cref="ReadEvents" path="/returns" />
    [Alias("cancel"), AlwaysInterleave]
    Task<BuildStop?> Cancel();

    /// <summary>A component stores a message. It is stored for good before the vertex has finished.</summary>
    /// <param name="message">The message, with its id.</param>
    /// <param name="isNew">False for another state of one that was stored before.</param>
    [Alias("store-message"), AlwaysInterleave]
    Task StoreMessage(Message message, bool isNew);

    /// <summary>A component stores another state of a message, which nobody is shown. It is stored for good before the vertex has finished.</summary>
    [Alias("update-message"), AlwaysInterleave]
    Task UpdateMessage(Message message);

    /// <summary>A component shows a piece of a message's text.</summary>
    [Alias("show-token"), AlwaysInterleave]
    Task ShowToken(Guid messageId, string text);

    /// <summary>A component takes back a message.</summary>
    [Alias("remove-message"), AlwaysInterleave]
    Task RemoveMessage(Guid messageId);

    /// <summary>For components that read messages: complete once those that the run has stored so far are stored for good.</summary>
    [Alias("when-stored"), AlwaysInterleave]
    Task WhenStored();

    /// <summary>Complete once the run has ended or is being given up, which ends what components still do for it.</summary>
    [Alias("when-stopped"), AlwaysInterleave, ResponseTimeout("1.00:00:00")]
    Task WhenStopped();

    /// <summary>What a field of a vertex of this run holds, which may be the name of a variable; null for nothing.</summary>
    [Alias("find-field"), AlwaysInterleave]
    Task<CallParameter?> FindField(string vertexId, string field);
}
