using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;

namespace SkillFlaw.GrainRuntime.Tests.Hosting;

public sealed class OptionsTests
{
    [Fact]
    public async Task CollectionAge_NotLongerThanTheQuantum_StopsTheStart()
    {
        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(() => TestSilo.StartAsync(silo =>
            silo.Services.Configure<GrainCollectionOptions>(options => options.CollectionAge = options.CollectionQuantum)));

        Assert.StartsWith("CollectionAge must be longer than CollectionQuantum", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ResponseTimeout_OfZero_StopsTheStart()
    {
        var error = await Assert.ThrowsAsync<OrleansConfigurationException>(() => TestSilo.StartAsync(silo =>
            silo.Services.Configure<SiloMessagingOptions>(options => options.ResponseTimeout = TimeSpan.Zero)));

        Assert.Equal("ResponseTimeout must be positive.", error.Message);
    }
}
