namespace SkillFlaw.Grains.Tenants;

/// <summary>One run that was let in. It is given back once, however often it is disposed of.</summary>
/// <param name="leave">Gives it back.</param>
public sealed class RunPermit(Action leave) : IDisposable
{
    private Action? _leave = leave;

    /// <summary>The run is over.</summary>
    public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
}
