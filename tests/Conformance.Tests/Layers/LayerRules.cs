using System.Reflection;

namespace SkillFlaw.Conformance.Layers;

/// <summary>Who may reference whom: a project never references one above it. What the compiler found unused does not count.</summary>
internal static class LayerRules
{
    private const string Prefix = "SkillFlaw.";

    // From the lowest to the highest. Graph takes the serialization attributes of Orleans for the values that travel, and nothing else of it.
    private static readonly Dictionary<string, string[]> _mayReference = new()
    {
        ["Orleans.Embedded"] = [],
        ["Graph"] = ["Orleans.Embedded"],
        ["Components"] = ["Graph"],
        ["Storage"] = ["Graph"],
        ["Grains.Abstractions"] = ["Graph", "Orleans.Embedded"],
        ["Grains"] = ["Grains.Abstractions", "Components", "Graph", "Storage", "Orleans.Embedded"],
        ["Silo"] = ["Grains", "Grains.Abstractions", "Components", "Graph", "Storage", "Orleans.Embedded"],
        ["WebApi"] = ["Silo", "Grains.Abstractions", "Components", "Storage", "Graph", "Orleans.Embedded"],
    };

    public static IEnumerable<string> Check(Assembly assembly) =>
        Check(assembly.GetName().Name!, assembly.GetReferencedAssemblies().Select(reference => reference.Name!));

    public static IEnumerable<string> Check(string assembly, IEnumerable<string> references)
    {
        var project = assembly[Prefix.Length..];
        if (!_mayReference.TryGetValue(project, out var allowed))
        {
            return [$"{project} is not in the table of layers: add it to {nameof(LayerRules)}, with what it may reference."];
        }

        return references
            .Where(reference => reference.StartsWith(Prefix, StringComparison.Ordinal) && !allowed.Contains(reference[Prefix.Length..]))
            .Select(reference => $"{project} may not reference {reference[Prefix.Length..]}: move what it needs to a layer below both.");
    }
}
