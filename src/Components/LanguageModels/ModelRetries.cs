using System.ClientModel.Primitives;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>Calls again for 408, 429, 500, 502, 503, 504 and lost connections: after 0.8 s, 1.6 s, … or as the provider says.</summary>
internal sealed class ModelRetries(int maxRetries, TimeProvider clock) : ClientRetryPolicy(Math.Clamp(maxRetries, 0, MaxRetries))
{
    // What a flow may ask for; ten tries take longer than anybody waits.
    private const int MaxRetries = 10;

    // A provider may say "in a day"; the run would wait for it.
    private static readonly TimeSpan _maxDelay = TimeSpan.FromMinutes(1);

    protected override TimeSpan GetNextDelay(PipelineMessage message, int tryCount)
    {
        var delay = base.GetNextDelay(message, tryCount);
        return delay < _maxDelay ? delay : _maxDelay;
    }

    protected override Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, clock, cancellationToken);
}
