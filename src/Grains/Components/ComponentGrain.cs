using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using SkillFlaw.Components;
using SkillFlaw.Grains.Builds;
using SkillFlaw.Graph.Runs;

namespace SkillFlaw.Grains.Components;

/// <summary>Executes vertices of one type. It has no state, so any number of executions may be in it at once.</summary>
[StatelessWorker, Reentrant]
internal sealed class ComponentGrain(VertexExecutor executor, RunServices services, IOptions<RunOptions> options) : Grain, IComponentGrain
{
    // Most vertices are done by then, and need not ask.
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(50);

    public async Task<VertexResult> Execute(VertexCall call, RunScope scope)
    {
        using var limit = new CancellationTokenSource();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var host = new RunHost(call, scope, GrainFactory, services);
        var execution = executor.ExecuteAsync(call, host, stop.Token);
        if (execution.IsCompleted)
        {
            return Note(await execution, host);
        }

        limit.CancelAfter(options.Value.MaxVertexDuration);
        var watch = StopWithJobAsync(scope, stop, execution);
        try
        {
            return Note(await execution, host);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw TookTooLong(call, options.Value);
        }
        finally
        {
            await watch;
        }
    }

    /// <summary>The failure of a vertex that had its time.</summary>
    internal static VertexFailedException TookTooLong(VertexCall call, RunOptions options) => new(
        call.VertexId, call.DisplayName, $"It took longer than {options.MaxVertexDuration}, which is the limit of this server.")
    {
        MayPass = true,
    };

    private static VertexResult Note(VertexResult result, RunHost host) => host.HasReachedOut ? result with { HasReachedOut = true } : result;

    // A call that runs in a stateless worker cannot be cancelled in a cluster, where nobody knows which worker has it; and whoever cancels a
    // call no longer waits for what it still does. So a vertex that takes its time asks its job to be told.
    private async Task StopWithJobAsync(RunScope scope, CancellationTokenSource stop, Task execution)
    {
        await Task.WhenAny(execution, Task.Delay(_patience, services.Clock, stop.Token));
        if (execution.IsCompleted)
        {
            return;
        }

        var job = GrainFactory.GetGrain<IBuildJobGrain>(new JobKey(scope.TenantId, scope.JobId).ToString());
        var stopped = job.WhenStopped();
        if (await Task.WhenAny(execution, stopped) == stopped)
        {
            // Also when the job cannot be reached any more: nobody waits for the result then.
            await stop.CancelAsync();
        }
    }
}
