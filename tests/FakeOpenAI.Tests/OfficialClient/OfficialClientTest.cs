using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace SkillFlaw.FakeOpenAI.Tests.OfficialClient;

/// <summary>A server, and the clients of the OpenAI package for it.</summary>
public abstract class OfficialClientTest : IAsyncLifetime
{
    // The client's own HttpClient reads on for two seconds when a stream is given up, and only then closes the connection.
    private HttpClient Http { get; } = new(new SocketsHttpHandler { ResponseDrainTimeout = TimeSpan.Zero });

    protected FakeOpenAIServer Server { get; private set; } = null!;

    protected ChatClient Chat => Client().GetChatClient("gpt-4o-mini");

    protected EmbeddingClient Embeddings => Client().GetEmbeddingClient("text-embedding-3-small");

    public async Task InitializeAsync() => Server = await FakeOpenAIServer.StartAsync(new() { ApiKey = "sk-test" });

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Server.DisposeAsync();
    }

    protected OpenAIClient Client(string key = "sk-test", int retries = 0) => new(
        new ApiKeyCredential(key),
        new OpenAIClientOptions
        {
            Endpoint = new Uri(Server.BaseUrl),
            OrganizationId = "org-1",
            Transport = new HttpClientPipelineTransport(Http),
            RetryPolicy = new ImpatientRetries(retries),
        });

    private sealed class ImpatientRetries(int count) : ClientRetryPolicy(count)
    {
        protected override TimeSpan GetNextDelay(PipelineMessage message, int tryCount) => TimeSpan.Zero;
    }
}
