using System.Reflection;
using OpenAI;

namespace SkillFlaw.Conformance.Outbound;

/// <summary>
/// Outbound connections are made in one place, where a guard looks at their addresses. A client of one's own, or of a package, would go
/// past it. What counts is what the compiled code calls.
/// </summary>
internal static class ConnectionRules
{
    private const string Guarded = "SkillFlaw.Grains.Outbound.";
    private const string ModelConnection = "SkillFlaw.Components.LanguageModels.ModelConnection";

    // A process of its own that asks the server on this machine how it is, and ends; no flow has any part in it.
    private const string HealthProbe = "SkillFlaw.WebApi.Start.HealthProbe";
    private const int MemberTable = 0x0A00_0000;

    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly HashSet<string> _connecting =
    [
        "System.Net.Sockets.Socket", "System.Net.Sockets.NetworkStream", "System.Net.Sockets.TcpClient", "System.Net.Sockets.UdpClient",
        "System.Net.Http.SocketsHttpHandler", "System.Net.Http.HttpClientHandler", "System.Net.WebSockets.ClientWebSocket",
        "System.Net.Quic.QuicConnection", "System.Net.Dns", "System.Net.WebClient", "System.Net.WebRequest", "System.Net.HttpWebRequest",
        "System.Net.FtpWebRequest", "System.Net.Mail.SmtpClient", "System.Net.NetworkInformation.Ping",
    ];

    public static IEnumerable<string> Check(Assembly assembly) => Check(assembly, assembly.GetTypes());

    public static IEnumerable<string> Check(Assembly assembly, IEnumerable<Type> types)
    {
        var connecting = References(assembly.ManifestModule).Where(each => Connects(each.Member)).ToDictionary(each => each.Token, each => each.Member);
        return connecting.Count == 0 ? [] :
            from type in types
            from method in type.GetMembers(All).OfType<MethodBase>()
            from member in Calls(method, connecting)
            where !MayCall(Outermost(type).FullName!, member)
            select $"{type.FullName}.{method.Name} uses {member.DeclaringType!.FullName}.{member.Name}: outbound calls go through IComponentHost.CreateHttpClient.";
    }

    // Whatever the compiled code names of other assemblies.
    private static IEnumerable<(int Token, MethodBase Member)> References(Module module)
    {
        for (var token = MemberTable + 1; ; token++)
        {
            MemberInfo? member;
            try
            {
                member = module.ResolveMember(token);
            }
            catch (ArgumentOutOfRangeException)
            {
                yield break;
            }
            catch (ArgumentException)
            {
                // A generic member, whose types are known only where it is called: none of those connects.
                continue;
            }

            if (member is MethodBase { DeclaringType: not null } method)
            {
                yield return (token, method);
            }
        }
    }

    private static bool Connects(MethodBase member) => member.DeclaringType!.FullName switch
    {
        // Clients come from the factory.
        "System.Net.Http.HttpClient" or "System.Net.Http.HttpMessageInvoker" => member.IsConstructor,
        "System.ClientModel.Primitives.HttpClientPipelineTransport" => member.GetParameters() is [] && (member.IsConstructor || member.Name == "get_Shared"),
        "OpenAI.OpenAIClientOptions" => member.IsConstructor,
        // Without options it has a client of its own.
        var name when member.DeclaringType.Assembly == typeof(OpenAIClientOptions).Assembly && name!.EndsWith("Client", StringComparison.Ordinal) =>
            member.IsConstructor && !member.GetParameters().Any(parameter => parameter.ParameterType == typeof(OpenAIClientOptions)),
        var name => _connecting.Contains(name!),
    };

    private static bool MayCall(string type, MethodBase member) =>
        type == HealthProbe || type.StartsWith(Guarded, StringComparison.Ordinal)
        || (type == ModelConnection && member.DeclaringType == typeof(OpenAIClientOptions));

    // A token is searched at every place of the code, so that nothing is missed; four bytes that only look like one are next to impossible.
    private static IEnumerable<MethodBase> Calls(MethodBase method, Dictionary<int, MethodBase> connecting)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        return Enumerable.Range(0, Math.Max(0, code.Length - 3))
            .Select(at => connecting.GetValueOrDefault(BitConverter.ToInt32(code, at)))
            .OfType<MethodBase>()
            .Distinct();
    }

    private static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
