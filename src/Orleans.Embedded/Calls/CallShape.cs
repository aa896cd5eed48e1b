using System.Reflection;

namespace Orleans.Runtime;

/// <summary>How a method of a grain interface is called: which of the three kinds of descriptor, and what to wrap.</summary>
internal sealed record CallShape(
    ParameterInfo[] Arguments, int? TokenPosition, Type ArgumentsType, Type DescriptorType, MethodInfo Send, Type BodyReturnType)
{
    /// <summary>The delegate type of the static body.</summary>
    internal Type BodyType { get; } =
        typeof(Func<,,,>).MakeGenericType(typeof(object), ArgumentsType, typeof(CancellationToken), BodyReturnType);

    /// <summary>Makes what the interface's method returns of what <see cref="GrainProxy"/> returns; null when they are the same.</summary>
    internal ConstructorInfo? WrapSent { get; private init; }

    /// <summary>Makes what the body returns of what the grain's method returns; null when they are the same.</summary>
    internal ConstructorInfo? WrapAnswer { get; private init; }

    /// <summary>Reads the shape off a method.</summary>
    /// <exception cref="NotSupportedException">Orleans would not accept the method.</exception>
    internal static CallShape Of(MethodInfo method)
    {
        var parameters = method.GetParameters();
        var tokens = parameters.Where(parameter => parameter.ParameterType == typeof(CancellationToken)).ToArray();
        if (method.IsGenericMethodDefinition || tokens.Length > 1 || parameters.Any(parameter => parameter.ParameterType.IsByRef))
        {
            throw Refuse(method, "it is generic, has a parameter by reference, or has more than one CancellationToken");
        }

        var arguments = parameters.Except(tokens).ToArray();
        var tuple = GrainProxyCompiler.TupleOf([.. arguments.Select(argument => argument.ParameterType)]);
        int? token = tokens.Length == 0 ? null : tokens[0].Position;
        var returned = method.ReturnType;
        if (returned == typeof(Task) || returned == typeof(ValueTask))
        {
            return new(arguments, token, tuple, typeof(VoidMethod<>).MakeGenericType(tuple), Sender("CallVoid", tuple), typeof(ValueTask))
            {
                WrapSent = returned == typeof(ValueTask) ? typeof(ValueTask).GetConstructor([typeof(Task)]) : null,
                WrapAnswer = returned == typeof(Task) ? typeof(ValueTask).GetConstructor([typeof(Task)]) : null,
            };
        }

        var definition = returned.IsGenericType ? returned.GetGenericTypeDefinition() : null;
        if (definition is null)
        {
            throw Refuse(method, $"it returns {returned.Name}, not a Task, ValueTask or IAsyncEnumerable");
        }

        var result = returned.GetGenericArguments()[0];
        if (definition == typeof(IAsyncEnumerable<>))
        {
            var sequence = typeof(SequenceMethod<,>).MakeGenericType(tuple, result);
            return new(arguments, token, tuple, sequence, Sender("Enumerate", tuple, result), returned);
        }

        if (definition != typeof(Task<>) && definition != typeof(ValueTask<>))
        {
            throw Refuse(method, $"it returns {returned.Name}, not a Task, ValueTask or IAsyncEnumerable");
        }

        var valueTask = typeof(ValueTask<>).MakeGenericType(result);
        var wrap = valueTask.GetConstructor([typeof(Task<>).MakeGenericType(result)]);
        return new(arguments, token, tuple, typeof(ValueMethod<,>).MakeGenericType(tuple, result), Sender("Call", tuple, result), valueTask)
        {
            WrapSent = definition == typeof(ValueTask<>) ? wrap : null,
            WrapAnswer = definition == typeof(Task<>) ? wrap : null,
        };
    }

    private static MethodInfo Sender(string name, params Type[] types) => typeof(GrainProxy)
        .GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic)!.MakeGenericMethod(types);

    private static NotSupportedException Refuse(MethodInfo method, string why) =>
        new($"{method.DeclaringType}.{method.Name} cannot be a method of a grain: {why}.");
}
