using System.Reflection;
using Orleans.Concurrency;

namespace Orleans.Runtime;

/// <summary>A method of a grain interface, as the runtime needs to know it.</summary>
internal abstract class GrainMethod
{
    protected GrainMethod(MethodInfo method)
    {
        FullName = $"{method.DeclaringType!.Name}.{method.Name}";
        IsReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        IsAlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        IsOneWay = method.IsDefined(typeof(OneWayAttribute));
        ResponseTimeout = method.GetCustomAttribute<ResponseTimeoutAttribute>()?.Timeout;
    }

    /// <summary>A call that the runtime itself makes: it has no time limit.</summary>
    protected GrainMethod(string name, bool alwaysInterleave)
    {
        FullName = name;
        IsAlwaysInterleave = alwaysInterleave;
        ResponseTimeout = Timeout.InfiniteTimeSpan;
    }

    /// <summary>The interface and the method, as in <c>IFlowGrain.Start</c>.</summary>
    internal string FullName { get; }

    internal bool IsReadOnly { get; }

    internal bool IsAlwaysInterleave { get; }

    /// <summary>True when the call may run beside some other call of a grain that is not reentrant.</summary>
    internal bool Interleaves => IsReadOnly || IsAlwaysInterleave;

    internal bool IsOneWay { get; }

    /// <summary>The method's own time limit, or null for the configured one.</summary>
    internal TimeSpan? ResponseTimeout { get; }
}

/// <summary>A call that the runtime itself makes, such as the tick of a timer.</summary>
internal sealed class RuntimeMethod(string name, bool alwaysInterleave) : GrainMethod(name, alwaysInterleave);

/// <summary>A method that answers nothing but its end.</summary>
internal sealed class VoidMethod<TArgs>(MethodInfo method, Func<object, TArgs, CancellationToken, ValueTask> body) : GrainMethod(method)
{
    internal Func<object, TArgs, CancellationToken, ValueTask> Body { get; } = body;
}

/// <summary>A method that answers a value.</summary>
internal sealed class ValueMethod<TArgs, TResult>(MethodInfo method, Func<object, TArgs, CancellationToken, ValueTask<TResult>> body)
    : GrainMethod(method)
{
    internal Func<object, TArgs, CancellationToken, ValueTask<TResult>> Body { get; } = body;
}

/// <summary>A method that answers a sequence.</summary>
internal sealed class SequenceMethod<TArgs, TItem>(MethodInfo method, Func<object, TArgs, CancellationToken, IAsyncEnumerable<TItem>> body)
    : GrainMethod(method)
{
    internal Func<object, TArgs, CancellationToken, IAsyncEnumerable<TItem>> Body { get; } = body;
}
