namespace SkillFlaw.Components;

/// <summary>
/// One execution of one vertex: properties with <see cref="InputAttribute"/> are set, then methods with <see cref="OutputAttribute"/> are
/// called. It knows neither HTTP nor grains, and keeps nothing: what it must remember goes into <see cref="ComponentContext.State"/>.
/// </summary>
public abstract class Component
{
    private ComponentContext? _context;

    /// <summary>What it may ask of the run that it is part of.</summary>
    protected internal ComponentContext Context
    {
        get => _context ?? throw new InvalidOperationException("A component has no context before it runs.");
        internal set => _context = value;
    }
}
