using System.Reflection;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Binding;

/// <summary>One output of a component type: its declaration and how it is computed.</summary>
internal sealed class OutputBinding
{
    private readonly Func<Component, CancellationToken, ValueTask<FlowValue>> _compute;

    private OutputBinding(OutputAttribute declaration, Type type, Func<Component, CancellationToken, ValueTask<FlowValue>> compute)
    {
        Declaration = declaration;
        Types = declaration.Types ?? [type == typeof(FlowValue) ? "Any" : type.Name];
        _compute = compute;
    }

    public OutputAttribute Declaration { get; }

    public string Name => Declaration.Name;

    /// <summary>The names of the types it produces.</summary>
    public IReadOnlyList<string> Types { get; }

    public ValueTask<FlowValue> ComputeAsync(Component component, CancellationToken cancellationToken) => _compute(component, cancellationToken);

    public static OutputBinding Create(MethodInfo method, OutputAttribute declaration)
    {
        var returned = method.ReturnType;
        var wrapper = returned.IsGenericType ? returned.GetGenericTypeDefinition() : null;
        var value = wrapper == typeof(Task<>) || wrapper == typeof(ValueTask<>) ? returned.GenericTypeArguments[0] : returned;
        if (!value.IsAssignableTo(typeof(FlowValue)))
        {
            throw new InvalidOperationException($"{method.DeclaringType}.{method.Name} is an output and must give a {nameof(FlowValue)}.");
        }

        var name = wrapper == typeof(Task<>) ? nameof(BindTask) : wrapper == typeof(ValueTask<>) ? nameof(BindValueTask) : nameof(BindValue);
        var compute = typeof(OutputBinding)
            .GetMethod(name, BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(method.DeclaringType!, value)
            .Invoke(null, [method])!;
        return new OutputBinding(declaration, value, (Func<Component, CancellationToken, ValueTask<FlowValue>>)compute);
    }

    private static Func<Component, CancellationToken, ValueTask<FlowValue>> BindValue<TComponent, T>(MethodInfo method)
        where TComponent : Component where T : FlowValue
    {
        var call = Call<TComponent, T>(method);
        return (component, token) => ValueTask.FromResult<FlowValue>(call((TComponent)component, token));
    }

    private static Func<Component, CancellationToken, ValueTask<FlowValue>> BindTask<TComponent, T>(MethodInfo method)
        where TComponent : Component where T : FlowValue
    {
        var call = Call<TComponent, Task<T>>(method);
        return async (component, token) => await call((TComponent)component, token);
    }

    private static Func<Component, CancellationToken, ValueTask<FlowValue>> BindValueTask<TComponent, T>(MethodInfo method)
        where TComponent : Component where T : FlowValue
    {
        var call = Call<TComponent, ValueTask<T>>(method);
        return async (component, token) => await call((TComponent)component, token);
    }

    private static Func<TComponent, CancellationToken, TResult> Call<TComponent, TResult>(MethodInfo method)
    {
        if (method.GetParameters() is [])
        {
            var plain = method.CreateDelegate<Func<TComponent, TResult>>();
            return (component, _) => plain(component);
        }

        return method.CreateDelegate<Func<TComponent, CancellationToken, TResult>>();
    }
}
