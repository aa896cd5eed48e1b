using System.Collections.Immutable;
using System.Reflection;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Binding;

/// <summary>One input of a component type: its declaration, its default, and how it is set. Made once; nothing is looked up when a flow runs.</summary>
internal sealed class InputBinding
{
    private readonly Action<Component, FlowValue, VertexCall> _set;

    private InputBinding(InputAttribute declaration, object? initial, Action<Component, FlowValue, VertexCall> set)
    {
        Declaration = declaration;
        Default = ToDefault(initial);
        _set = set;
    }

    public InputAttribute Declaration { get; }

    public string Name => Declaration.Name;

    /// <summary>The default as the catalogue shows it.</summary>
    public FlowValue Default { get; }

    /// <summary>Sets the input of a component.</summary>
    /// <exception cref="ComponentException">The value is none for this input.</exception>
    public void Set(Component component, FlowValue value, VertexCall call) => _set(component, value, call);

    public static InputBinding Create(PropertyInfo property, InputAttribute declaration, Component sample)
    {
        var setter = property.SetMethod
            ?? throw new InvalidOperationException($"{property.DeclaringType}.{property.Name} is an input and cannot be set.");
        var bind = typeof(InputBinding)
            .GetMethod(nameof(Bind), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(property.DeclaringType!, property.PropertyType);
        var set = (Action<Component, FlowValue, VertexCall>)bind.Invoke(null, [setter, declaration])!;
        return new InputBinding(declaration, property.GetValue(sample), set);
    }

    private static Action<Component, FlowValue, VertexCall> Bind<TComponent, T>(MethodInfo setter, InputAttribute declaration)
        where TComponent : Component
    {
        var set = setter.CreateDelegate<Action<TComponent, T>>();
        if (Reader(declaration, typeof(T)) is not Func<FlowValue, VertexCall, (bool, T)> read)
        {
            throw new InvalidOperationException($"{typeof(TComponent)}: an input of kind {declaration.Kind} cannot be a {typeof(T)}.");
        }

        return (component, value, call) =>
        {
            var (has, result) = read(value, call);
            if (has)
            {
                set((TComponent)component, result);
            }
        };
    }

    // What a property of a type takes; "false" leaves it at its default.
    private static Delegate? Reader(InputAttribute input, Type type) => (input.Kind, input.IsList) switch
    {
        (InputKind.Text or InputKind.Multiline or InputKind.Query, false) when type == typeof(string) =>
            Always(value => InputCoercion.ToText(input, value)),
        (InputKind.Text or InputKind.Multiline or InputKind.Query, true) when type == typeof(ImmutableArray<string>) =>
            Always<ImmutableArray<string>>(value => [.. InputCoercion.ToItems(value).Select(item => InputCoercion.ToText(input, item))]),
        (InputKind.Str or InputKind.Dropdown or InputKind.Prompt, false) when type == typeof(string) =>
            Always(value => InputCoercion.ToPlainText(input, value)),
        (InputKind.Str or InputKind.MultiSelect, true) when type == typeof(ImmutableArray<string>) =>
            Always<ImmutableArray<string>>(value => [.. InputCoercion.ToItems(value).Select(item => InputCoercion.ToPlainText(input, item))]),
        (InputKind.Tab, false) when type == typeof(string) => Always(value => InputCoercion.ToOption(input, value)),
        (InputKind.Message, false) when type == typeof(Message) => Unless<NullValue, Message>(value => InputCoercion.ToMessage(input, value)),
        (InputKind.Secret, false) when type == typeof(Secret) => ReadSecret(input),
        (InputKind.Integer, false) when type == typeof(long?) => Always(value => InputCoercion.ToInteger(input, value)),
        (InputKind.Integer, false) when type == typeof(long) => IfAny(value => InputCoercion.ToInteger(input, value)),
        (InputKind.Number or InputKind.Slider, false) when type == typeof(double?) => Always(value => InputCoercion.ToNumber(input, value)),
        (InputKind.Number or InputKind.Slider, false) when type == typeof(double) => IfAny(value => InputCoercion.ToNumber(input, value)),
        (InputKind.Bool, false) when type == typeof(bool) => Always(value => InputCoercion.ToBoolean(input, value)),
        (InputKind.Dict or InputKind.NestedDict, _) when type == typeof(ObjectValue) => Always(value => InputCoercion.ToObject(input, value)),
        (InputKind.Table, _) when type == typeof(ImmutableArray<ObjectValue>) => Always(value => InputCoercion.ToRows(input, value)),
        (InputKind.Handle or InputKind.Data or InputKind.DataFrame, false) when type == typeof(FlowValue) => Unless<NullValue, FlowValue>(value => value),
        (InputKind.Handle or InputKind.Data or InputKind.DataFrame, true) when type == typeof(ImmutableArray<FlowValue>) => Always(InputCoercion.ToItems),
        (InputKind.Model, false) when type == typeof(FlowValue) => Unless<NullValue, FlowValue>(value => value),
        (InputKind.File, false) when type == typeof(string) => Always(value => InputCoercion.ToPath(input, value)),
        (InputKind.File, true) when type == typeof(ImmutableArray<string>) => Always(value => InputCoercion.ToPaths(input, value)),
        (InputKind.SortableList, _) when type == typeof(ImmutableArray<string>) => Always(value => InputCoercion.ToNames(input, value)),
        _ => null,
    };

    private static Func<FlowValue, VertexCall, (bool, T)> Always<T>(Func<FlowValue, T> read) => (value, _) => (true, read(value));

    private static Func<FlowValue, VertexCall, (bool, T)> IfAny<T>(Func<FlowValue, T?> read) where T : struct => (value, _) =>
        read(value) is { } result ? (true, result) : (false, default);

    private static Func<FlowValue, VertexCall, (bool, T?)> Unless<TNot, T>(Func<FlowValue, T> read) where T : class => (value, _) =>
        value is TNot ? (false, null) : (true, read(value));

    private static Func<FlowValue, VertexCall, (bool, Secret)> ReadSecret(InputAttribute input) => (value, call) =>
        (true, new Secret(InputCoercion.ToText(input, value), new SecretReference(call.VertexId, input.Name)));

    private static FlowValue ToDefault(object? initial) => initial switch
    {
        string text => FlowValue.Of(text),
        bool boolean => FlowValue.Of(boolean),
        long integer => FlowValue.Of(integer),
        double number => FlowValue.Of(number),
        FlowValue value => value,
        ImmutableArray<string> texts => FlowValue.Of(texts.Select(FlowValue.Of)),
        ImmutableArray<ObjectValue> rows => FlowValue.Of(rows),
        ImmutableArray<FlowValue> values => FlowValue.Of(values),
        _ => NullValue.Instance,
    };
}
