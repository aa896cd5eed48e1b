namespace SkillFlaw.GrainRuntime.Tests;

/// <summary>One silo for all tests of a class. Tests use keys of their own, so they do not meet.</summary>
public sealed class SharedSilo : IAsyncLifetime
{
    private TestSilo? _silo;

    public TestSilo Silo => _silo!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync();

    public async Task DisposeAsync() => await Silo.DisposeAsync();
}
