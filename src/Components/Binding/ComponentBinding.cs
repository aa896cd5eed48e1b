using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Reflection;
using SkillFlaw.Graph.Runs;

namespace SkillFlaw.Components.Binding;

/// <summary>A component type, read once from its attributes.</summary>
internal sealed class ComponentBinding
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public;
    private readonly Func<Component> _create;
    private readonly FrozenDictionary<string, InputBinding> _inputs;

    private ComponentBinding(
        Type type, ComponentAttribute declaration, Func<Component> create, ImmutableArray<InputBinding> inputs, ImmutableArray<OutputBinding> outputs)
    {
        Class = type;
        Declaration = declaration;
        Inputs = inputs;
        Outputs = outputs;
        _create = create;
        _inputs = inputs.ToFrozenDictionary(input => input.Name);
    }

    public Type Class { get; }

    public ComponentAttribute Declaration { get; }

    /// <summary>The inputs in the order of their declaration, older ones included.</summary>
    public ImmutableArray<InputBinding> Inputs { get; }

    /// <summary>The outputs in the order of their declaration, older ones included.</summary>
    public ImmutableArray<OutputBinding> Outputs { get; }

    public Component Create() => _create();

    public InputBinding? FindInput(string name) => _inputs.GetValueOrDefault(name);

    /// <summary>The output that a file means: of one name, outputs differ by their method.</summary>
    public OutputBinding? FindOutput(OutputCall output)
    {
        OutputBinding? byName = null, byMethod = null;
        foreach (var each in Outputs)
        {
            if (each.Name == output.Name && each.Declaration.Method == output.Method)
            {
                return each;
            }

            byName ??= each.Name == output.Name ? each : null;
            byMethod ??= each.Declaration.Method == output.Method ? each : null;
        }

        return byName ?? byMethod;
    }

    public static ComponentBinding Create(Type type, ComponentAttribute declaration)
    {
        var create = Expression.Lambda<Func<Component>>(Expression.New(type)).Compile();
        var sample = create();
        var inputs = type.GetProperties(Members)
            .Select(property => (Property: property, Declaration: property.GetCustomAttribute<InputAttribute>()))
            .Where(input => input.Declaration is not null)
            .OrderBy(input => input.Property.MetadataToken)
            .Select(input => InputBinding.Create(input.Property, input.Declaration!, sample));
        var outputs = type.GetMethods(Members)
            .OrderBy(method => method.MetadataToken)
            .SelectMany(method => method.GetCustomAttributes<OutputAttribute>().Select(output => OutputBinding.Create(method, output)));
        return new ComponentBinding(type, declaration, create, [.. inputs], [.. outputs]);
    }
}
