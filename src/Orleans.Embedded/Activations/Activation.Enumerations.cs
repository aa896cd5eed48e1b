namespace Orleans.Runtime;

/// <summary>The sequences that this activation is producing. A reader that vanished without a word is forgotten after a response timeout.</summary>
internal sealed partial class Activation
{
    private List<GrainIteration>? _iterations;
    private GrainTimer? _iterationExpiry;

    private bool IsBeingRead => _iterations?.Exists(static iteration => iteration.IsPulled) ?? false;

    private bool IsProducing => _iterations is { Count: > 0 };

    internal void Add(GrainIteration iteration)
    {
        (_iterations ??= []).Add(iteration);
        var limit = _silo.ResponseTimeout;
        _iterationExpiry ??= GrainTimer.Start(
            this, _ => EndUnreadAsync(), new GrainTimerCreationOptions(limit, limit) { Interleave = true });
    }

    internal void Remove(GrainIteration iteration)
    {
        _iterations?.Remove(iteration);
        if (!IsProducing)
        {
            _iterationExpiry?.Dispose();
            _iterationExpiry = null;
            _pump |= _reason is not null;
        }
    }

    private Task EndUnreadAsync()
    {
        var unread = _iterations?.FindAll(static iteration => !iteration.IsPulled && !iteration.WasSeen) ?? [];
        _iterations?.ForEach(static iteration => iteration.WasSeen = false);
        return EndAllAsync(unread);
    }

    private Task EndEnumerationsAsync() => EndAllAsync([.. _iterations ?? []]);

    private static Task EndAllAsync(List<GrainIteration> iterations) => Task.WhenAll(iterations.ConvertAll(static iteration => iteration.EndAsync()));
}
