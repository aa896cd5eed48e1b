using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Orleans.Runtime;

/// <summary>
/// Makes, once for each grain interface, the class whose methods send calls, and with it a static body for each method that makes the
/// call on the grain. The emitted code packs the arguments into a value tuple and hands them to <see cref="GrainProxy"/>; everything
/// else is ordinary C#, so nothing is looked up by reflection when a call is made.
/// </summary>
internal sealed class GrainProxyCompiler
{
    private static readonly Type[] _tuples =
    [
        typeof(ValueTuple), typeof(ValueTuple<>), typeof(ValueTuple<,>), typeof(ValueTuple<,,>), typeof(ValueTuple<,,,>),
        typeof(ValueTuple<,,,,>), typeof(ValueTuple<,,,,,>), typeof(ValueTuple<,,,,,,>), typeof(ValueTuple<,,,,,,,>),
    ];

    private static readonly Type[] _proxyConstructor = [typeof(Silo), typeof(GrainClass), typeof(GrainId)];
    private static readonly ConstructorInfo _ignoresAccessChecksTo =
        typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!;

    private readonly Lock _gate = new();
    private readonly AssemblyBuilder _assembly;
    private readonly ModuleBuilder _module;
    private readonly HashSet<string> _opened = [];

    internal GrainProxyCompiler()
    {
        _assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Orleans.Embedded.Proxies"), AssemblyBuilderAccess.Run);
        _module = _assembly.DefineDynamicModule("Proxies");
        Open(typeof(GrainProxy));
    }

    /// <summary>Makes the class for <paramref name="grainInterface"/> and answers its constructor as a delegate.</summary>
    /// <exception cref="NotSupportedException">The interface has a member that Orleans would not accept either.</exception>
    internal Func<Silo, GrainClass, GrainId, GrainProxy> Compile(Type grainInterface)
    {
        lock (_gate)
        {
            Open(grainInterface);
            var type = _module.DefineType(
                $"{grainInterface.FullName}Proxy`{_opened.Count}`{Guid.NewGuid():N}", TypeAttributes.Sealed | TypeAttributes.NotPublic, typeof(GrainProxy), [grainInterface]);
            DefineConstructor(type);
            var methods = AllMethods(grainInterface).Select((method, index) => DefineMethod(type, method, index)).ToArray();
            var compiled = type.CreateType();
            foreach (var method in methods)
            {
                method.Bind(compiled);
            }

            return Activate(compiled);
        }
    }

    private static IEnumerable<MethodInfo> AllMethods(Type grainInterface) =>
        grainInterface.GetInterfaces().Prepend(grainInterface).SelectMany(type => type.GetMethods()).Where(method => !method.IsStatic);

    private static void DefineConstructor(TypeBuilder type)
    {
        var body = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, _proxyConstructor).GetILGenerator();
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Ldarg_1);
        body.Emit(OpCodes.Ldarg_2);
        body.Emit(OpCodes.Ldarg_3);
        body.Emit(OpCodes.Call, typeof(GrainProxy).GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Single());
        body.Emit(OpCodes.Ret);
    }

    private static Func<Silo, GrainClass, GrainId, GrainProxy> Activate(Type compiled)
    {
        var create = new DynamicMethod("Create", typeof(GrainProxy), _proxyConstructor, compiled.Module, skipVisibility: true);
        var body = create.GetILGenerator();
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Ldarg_1);
        body.Emit(OpCodes.Ldarg_2);
        body.Emit(OpCodes.Newobj, compiled.GetConstructor(_proxyConstructor)!);
        body.Emit(OpCodes.Ret);
        return create.CreateDelegate<Func<Silo, GrainClass, GrainId, GrainProxy>>();
    }

    private ProxyMethod DefineMethod(TypeBuilder type, MethodInfo method, int index)
    {
        var shape = CallShape.Of(method);
        foreach (var parameter in method.GetParameters())
        {
            Open(parameter.ParameterType);
        }

        Open(method.ReturnType);
        var descriptor = type.DefineField($"Method{index}", shape.DescriptorType, FieldAttributes.Static | FieldAttributes.Assembly);
        EmitSend(type, method, index, shape, descriptor);
        EmitBody(type, method, index, shape);
        return new(method, index, shape);
    }

    /// <summary>The proxy's method: <c>return Call(descriptor, (arguments), token)</c>.</summary>
    private static void EmitSend(TypeBuilder type, MethodInfo method, int index, CallShape shape, FieldInfo descriptor)
    {
        var send = type.DefineMethod(
            $"{method.DeclaringType!.Name}.{method.Name}.{index}",
            MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.Final | MethodAttributes.HideBySig | MethodAttributes.NewSlot,
            method.ReturnType,
            [.. method.GetParameters().Select(parameter => parameter.ParameterType)]);
        type.DefineMethodOverride(send, method);
        var body = send.GetILGenerator();
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Ldsfld, descriptor);
        if (shape.Arguments.Length == 0)
        {
            EmitDefault(body, shape.ArgumentsType);
        }
        else
        {
            foreach (var argument in shape.Arguments)
            {
                body.Emit(OpCodes.Ldarg, argument.Position + 1);
            }

            EmitPack(body, shape.ArgumentsType);
        }

        if (shape.TokenPosition is { } token)
        {
            body.Emit(OpCodes.Ldarg, token + 1);
        }
        else
        {
            EmitDefault(body, typeof(CancellationToken));
        }

        body.Emit(OpCodes.Call, shape.Send);
        if (shape.WrapSent is { } wrap)
        {
            body.Emit(OpCodes.Newobj, wrap);
        }

        body.Emit(OpCodes.Ret);
    }

    /// <summary>The static body: <c>return ((IGrain)grain).Method(arguments)</c>.</summary>
    private static void EmitBody(TypeBuilder type, MethodInfo method, int index, CallShape shape)
    {
        var body = type.DefineMethod(
            $"Body{index}", MethodAttributes.Static | MethodAttributes.Assembly, shape.BodyReturnType,
            [typeof(object), shape.ArgumentsType, typeof(CancellationToken)]).GetILGenerator();
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Castclass, method.DeclaringType!);
        var next = 0;
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.Position == shape.TokenPosition)
            {
                body.Emit(OpCodes.Ldarg_2);
            }
            else
            {
                EmitUnpack(body, shape.ArgumentsType, next++);
            }
        }

        body.Emit(OpCodes.Callvirt, method);
        if (shape.WrapAnswer is { } wrap)
        {
            body.Emit(OpCodes.Newobj, wrap);
        }

        body.Emit(OpCodes.Ret);
    }

    /// <summary>Makes the tuple of what is on the stack; past seven values the rest is a tuple in the tuple.</summary>
    private static void EmitPack(ILGenerator body, Type tuple)
    {
        if (tuple.GetGenericArguments() is [.., var rest] all && all.Length == 8)
        {
            EmitPack(body, rest);
        }

        body.Emit(OpCodes.Newobj, tuple.GetConstructors().Single());
    }

    private static void EmitUnpack(ILGenerator body, Type tuple, int index)
    {
        body.Emit(OpCodes.Ldarga_S, (byte)1);
        for (; index >= 7; index -= 7)
        {
            body.Emit(OpCodes.Ldflda, tuple.GetField("Rest")!);
            tuple = tuple.GetGenericArguments()[7];
        }

        body.Emit(OpCodes.Ldfld, tuple.GetField($"Item{index + 1}")!);
    }

    private static void EmitDefault(ILGenerator body, Type type)
    {
        var nothing = body.DeclareLocal(type);
        body.Emit(OpCodes.Ldloca, nothing);
        body.Emit(OpCodes.Initobj, type);
        body.Emit(OpCodes.Ldloc, nothing);
    }

    internal static Type TupleOf(ReadOnlySpan<Type> types) => types.Length switch
    {
        0 => typeof(ValueTuple),
        <= 7 => _tuples[types.Length].MakeGenericType(types.ToArray()),
        _ => _tuples[8].MakeGenericType([.. types[..7], TupleOf(types[7..])]),
    };

    /// <summary>Lets the emitted code see the internal types of the assemblies that <paramref name="type"/> is made of.</summary>
    private void Open(Type type)
    {
        foreach (var argument in type.GetGenericArguments())
        {
            Open(argument);
        }

        if (type.HasElementType)
        {
            Open(type.GetElementType()!);
        }

        var assembly = type.Assembly.GetName().Name!;
        if (_opened.Add(assembly))
        {
            _assembly.SetCustomAttribute(new CustomAttributeBuilder(_ignoresAccessChecksTo, [assembly]));
        }
    }

    private sealed record ProxyMethod(MethodInfo Method, int Index, CallShape Shape)
    {
        internal void Bind(Type compiled)
        {
            const BindingFlags Statics = BindingFlags.Static | BindingFlags.NonPublic;
            var body = compiled.GetMethod($"Body{Index}", Statics)!.CreateDelegate(Shape.BodyType);
            compiled.GetField($"Method{Index}", Statics)!.SetValue(null, Activator.CreateInstance(
                Shape.DescriptorType, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, [Method, body], null));
        }
    }
}
