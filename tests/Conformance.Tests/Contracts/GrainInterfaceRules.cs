using System.Reflection;

namespace SkillFlaw.Conformance.Contracts;

/// <summary>
/// What Orleans' code generator makes proxies of. It or its analyzers refuse properties (ORLEANS0008, 0105), events, parameters by
/// reference (0002), other results (0009, 0102) and interfaces that generated code cannot name. These rules refuse more, which Orleans
/// takes and the embedded runtime does not, or takes otherwise: generic interfaces and methods, <c>void</c>, a second token, and
/// bodies, which run in the grain there and in the caller here.
/// </summary>
internal static class GrainInterfaceRules
{
    private static readonly HashSet<string> _results =
    [
        "System.Threading.Tasks.Task", "System.Threading.Tasks.Task`1", "System.Threading.Tasks.ValueTask",
        "System.Threading.Tasks.ValueTask`1", "System.Collections.Generic.IAsyncEnumerable`1",
    ];

    public static IEnumerable<string> Check(ContractTypes types) => types.GrainInterfaces.SelectMany(CheckInterface);

    private static IEnumerable<string> CheckInterface(Type type)
    {
        if (!ContractTypes.IsAccessible(type))
        {
            yield return $"{type} is private, so generated code cannot implement it: make it internal or public.";
        }

        if (type.IsGenericTypeDefinition)
        {
            yield return $"{type} is generic: declare an interface for each type argument.";
        }

        foreach (var property in type.GetProperties())
        {
            yield return $"{type}.{property.Name} is a property: make it a method that returns a ValueTask.";
        }

        foreach (var declared in type.GetEvents())
        {
            yield return $"{type}.{declared.Name} is an event: use a stream.";
        }

        foreach (var problem in ContractTypes.Methods(type).SelectMany(CheckMethod))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> CheckMethod(MethodInfo method)
    {
        var name = $"{method.DeclaringType}.{method.Name}";
        if (method.IsGenericMethodDefinition)
        {
            yield return $"{name} is generic: declare a method for each type argument.";
        }

        if (!method.IsAbstract)
        {
            yield return $"{name} has a body: put it into the grain class, or into an extension method.";
        }

        var result = method.ReturnType;
        if (!_results.Contains((result.IsGenericType ? result.GetGenericTypeDefinition() : result).FullName!))
        {
            yield return $"{name} returns {result}: return a Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>.";
        }

        if (method.Has(OrleansNames.OneWay) && result.IsGenericType)
        {
            yield return $"{name} is [OneWay] and returns a value that nobody will send: return a Task or ValueTask.";
        }

        var parameters = method.GetParameters();
        foreach (var parameter in parameters.Where(parameter => parameter.ParameterType.IsByRef))
        {
            yield return $"{name}: parameter {parameter.Name} is passed by reference: pass it by value, and return what changes.";
        }

        var tokens = parameters.Where(parameter => parameter.ParameterType == typeof(CancellationToken)).ToArray();
        if (tokens.Length > 1)
        {
            yield return $"{name} has {tokens.Length} cancellation tokens: keep one.";
        }
        else if (tokens is [var token] && token != parameters[^1])
        {
            yield return $"{name}: parameter {token.Name} is not the last: a token can be added and removed later only at the end.";
        }
    }
}
