using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SkillFlaw.Grains.Health;

public sealed class HealthGrainTests : IAsyncLifetime
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly TestServer _server = new();

    [Fact]
    public async Task Beat_RuntimeThatRuns_Answers() =>
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Grain.Beat())).WaitAsync(_limit);

    [Fact]
    public async Task Beat_RuntimeThatHasStopped_Fails()
    {
        await _server.Services.GetRequiredService<IHost>().StopAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => Grain.Beat()).WaitAsync(_limit);
    }

    public Task InitializeAsync() => _server.InitializeAsync();

    public Task DisposeAsync() => _server.DisposeAsync();

    private IHealthGrain Grain => _server.Grains.GetGrain<IHealthGrain>("health");
}
