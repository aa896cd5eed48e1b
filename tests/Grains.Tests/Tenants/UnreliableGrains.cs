using System.Reflection;

namespace SkillFlaw.Grains.Tenants;

/// <summary>Gives references to grains, counts how often, and gives none while it is down.</summary>
public class UnreliableGrains : DispatchProxy
{
    private IGrainFactory _grains = null!;
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public bool IsDown { get; set; }

    public static (IGrainFactory Grains, UnreliableGrains Control) Over(IGrainFactory grains)
    {
        var proxy = Create<IGrainFactory, UnreliableGrains>();
        var control = (UnreliableGrains)(object)proxy;
        control._grains = grains;
        return (proxy, control);
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        Interlocked.Increment(ref _asked);
        return IsDown ? throw new TimeoutException("The grains are down.") : targetMethod!.Invoke(_grains, args);
    }
}
