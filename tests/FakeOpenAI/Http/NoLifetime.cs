using Microsoft.Extensions.Hosting;

namespace SkillFlaw.FakeOpenAI.Http;

/// <summary>Leaves the signals of the process alone: the server lives as long as the test wants it to.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
