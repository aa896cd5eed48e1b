using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net;
using System.Net.Sockets;
using OpenAI;
using OpenAI.Chat;

namespace SkillFlaw.Conformance.Outbound;

public sealed class ConnectionTests
{
    [Fact]
    public void Connections_OfTheSolution_AreMadeInOnePlace()
    {
        var sources = Solution.Projects()
            .Where(project => project.StartsWith("src/", StringComparison.Ordinal))
            .Select(project => Path.GetFileNameWithoutExtension(project))
            .ToHashSet();

        Problems.AssertNone(Solution.Assemblies.Where(assembly => sources.Contains(assembly.GetName().Name!)).SelectMany(ConnectionRules.Check));
    }

    [Theory]
    [InlineData(typeof(OwnClient), "System.Net.Http.HttpClient..ctor")]
    [InlineData(typeof(OwnHandler), "System.Net.Http.SocketsHttpHandler..ctor")]
    [InlineData(typeof(DerivedHandler), "System.Net.Http.HttpClientHandler..ctor")]
    [InlineData(typeof(OwnSocket), "System.Net.Sockets.TcpClient..ctor")]
    [InlineData(typeof(OwnLookup), "System.Net.Dns.GetHostAddressesAsync")]
    [InlineData(typeof(OwnTransport), "System.ClientModel.Primitives.HttpClientPipelineTransport..ctor")]
    [InlineData(typeof(OwnOptions), "OpenAI.OpenAIClientOptions..ctor")]
    [InlineData(typeof(PackageClient), "OpenAI.Chat.ChatClient..ctor")]
    public void Connections_MadeElsewhere_AreReported(Type type, string member)
    {
        // The code of async methods and lambdas is in types of their own.
        var problems = ConnectionRules.Check(type.Assembly, [type, .. type.GetNestedTypes(System.Reflection.BindingFlags.NonPublic)]);

        Assert.EndsWith($" uses {member}: outbound calls go through IComponentHost.CreateHttpClient.", Assert.Single(problems), StringComparison.Ordinal);
    }

    private static class OwnClient
    {
        public static HttpClient Create(HttpMessageHandler handler) => new(handler);
    }

    private static class OwnHandler
    {
        public static Func<HttpMessageHandler> Create { get; } = () => new SocketsHttpHandler();
    }

    private sealed class DerivedHandler : HttpClientHandler;

    private static class OwnSocket
    {
        public static TcpClient Create() => new();
    }

    private static class OwnLookup
    {
        public static async Task<IPAddress> FindAsync(string host) => (await Dns.GetHostAddressesAsync(host))[0];
    }

    private static class OwnTransport
    {
        public static HttpClientPipelineTransport Create() => new();
    }

    private static class OwnOptions
    {
        public static OpenAIClientOptions Create() => new();
    }

    private static class PackageClient
    {
        public static ChatClient Create(ApiKeyCredential key) => new("model", key);
    }
}
