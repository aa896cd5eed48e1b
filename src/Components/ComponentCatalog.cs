using System.Collections.Frozen;
using System.Reflection;
using SkillFlaw.Components.Binding;
using SkillFlaw.Components.Catalog;

namespace SkillFlaw.Components;

/// <summary>All component types, by type and by every older name. Made once; two components of one name fail at the start.</summary>
public sealed class ComponentCatalog
{
    private readonly FrozenDictionary<string, ComponentBinding> _byType;
    private readonly FrozenDictionary<string, ComponentBinding> _byClass;

    private readonly Lazy<ReadOnlyMemory<byte>> _json;

    private ComponentCatalog(IReadOnlyCollection<ComponentBinding> components)
    {
        var byType = new Dictionary<string, ComponentBinding>();
        foreach (var binding in components)
        {
            foreach (var name in binding.Declaration.Aliases.Prepend(binding.Declaration.Type))
            {
                if (!byType.TryAdd(name, binding))
                {
                    throw new InvalidOperationException($"Two components are called '{name}'; one of them is {binding.Class}.");
                }
            }
        }

        Components = [.. components.OrderBy(binding => binding.Declaration.Type, StringComparer.Ordinal)];
        _byType = byType.ToFrozenDictionary();
        _byClass = components.ToFrozenDictionary(binding => binding.Class.Name);
        _json = new Lazy<ReadOnlyMemory<byte>>(() => CatalogJson.Write(Components));
    }

    /// <summary>The catalogue as the editor reads it, for <c>GET /api/v1/all</c>: UTF-8 JSON, made once.</summary>
    public ReadOnlyMemory<byte> Json => _json.Value;

    /// <summary>The catalogue as a page for people, <c>docs/components.md</c>.</summary>
    public string ToMarkdown() => CatalogMarkdown.Write(Components);

    /// <summary>The components of this assembly.</summary>
    public static ComponentCatalog Create() => Create(typeof(ComponentCatalog).Assembly.GetTypes());

    /// <summary>The components among some classes.</summary>
    /// <exception cref="InvalidOperationException">One of them is declared wrongly, or two have one name.</exception>
    public static ComponentCatalog Create(IEnumerable<Type> types) => new(
    [
        .. types
            .Select(type => (Class: type, Declaration: type.GetCustomAttribute<ComponentAttribute>()))
            .Where(component => component.Declaration is not null)
            .Select(component => ComponentBinding.Create(component.Class, component.Declaration!)),
    ]);

    /// <summary>Whether a node of this type can run.</summary>
    /// <param name="type">The type in the file.</param>
    /// <param name="className">The class in the file's metadata, which counts where the type says nothing; or empty.</param>
    public bool Contains(string type, string className = "") => Find(type, className) is not null;

    internal IReadOnlyCollection<ComponentBinding> Components { get; }

    internal ComponentBinding? Find(string type, string className) =>
        _byType.GetValueOrDefault(type) ?? (className.Length == 0 ? null : _byClass.GetValueOrDefault(className));
}
