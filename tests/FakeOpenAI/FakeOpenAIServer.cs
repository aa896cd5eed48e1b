using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SkillFlaw.FakeOpenAI.Http;

namespace SkillFlaw.FakeOpenAI;

/// <summary>
/// Plays an OpenAI-compatible model provider on a real port of 127.0.0.1. A chat is answered by the next of <see cref="Replies"/>,
/// else by what <see cref="Respond"/> says, else by an echo of the last user message: <c>echo: {text}</c>.
/// </summary>
public sealed class FakeOpenAIServer : IAsyncDisposable
{
    private const int MaxBodyBytes = 32 * 1024 * 1024;

    private readonly ReplyScript _script = new();
    private readonly RequestLog _requests;
    private readonly RequestLog _aborted;
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebApplication _app;
    private bool _disposed;

    private FakeOpenAIServer(FakeOpenAIOptions options)
    {
        _requests = new("arrived", options.RecordedRequests);
        _aborted = new("were given up by the client", options.RecordedRequests);

        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        _app = builder.Build();
        _app.Run(new ProviderApi(options, _script, _requests, _aborted, _stopping.Token).HandleAsync);
    }

    /// <summary>What a client takes as its endpoint: <c>http://127.0.0.1:{port}/v1</c>.</summary>
    public string BaseUrl { get; private set; } = "";

    /// <summary>What the next chats are answered with, each once.</summary>
    public ConcurrentQueue<FakeReply> Replies => _script.Chat;

    /// <summary>
    /// What the next embeddings requests are answered with, each once: <see cref="FakeReply.Vectors"/>, or a reply that fails.
    /// </summary>
    public ConcurrentQueue<FakeReply> EmbeddingReplies => _script.Embeddings;

    /// <summary>
    /// Answers the chats and embeddings requests for which no reply is queued; <c>null</c> stands for the default reply.
    /// May be called by several requests at a time.
    /// </summary>
    public Func<FakeRequest, FakeReply?>? Respond
    {
        get => _script.Respond;
        set => _script.Respond = value;
    }

    /// <summary>The last requests, oldest first, also those that were refused.</summary>
    public IReadOnlyList<FakeRequest> Requests => _requests.Kept;

    /// <summary>How many requests have arrived.</summary>
    public long RequestCount => _requests.Count;

    /// <summary>How many requests were given up by the client before all of the reply was written.</summary>
    public long AbortedCount => _aborted.Count;

    /// <summary>Starts a server that accepts requests until it is disposed.</summary>
    public static async Task<FakeOpenAIServer> StartAsync(
        FakeOpenAIOptions? options = null, CancellationToken cancellationToken = default)
    {
        var server = new FakeOpenAIServer(options ?? new());
        try
        {
            await server._app.StartAsync(cancellationToken);
            server.BaseUrl = $"{server._app.Urls.First()}/v1";
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the first request, which may have been before.</summary>
    public Task<FakeRequest> WaitForRequestAsync(CancellationToken cancellationToken = default) =>
        WaitForRequestAsync(1, cancellationToken);

    /// <summary>Waits until so many requests have arrived in all, and gives the last of them.</summary>
    public Task<FakeRequest> WaitForRequestAsync(int count, CancellationToken cancellationToken = default) =>
        _requests.WaitForAsync(count, cancellationToken);

    /// <summary>Waits for the first request that the client gives up, which may have been before.</summary>
    public Task<FakeRequest> WaitForAbortAsync(CancellationToken cancellationToken = default) =>
        WaitForAbortAsync(1, cancellationToken);

    /// <summary>Waits until so many requests in all were given up by the client, and gives the last of them.</summary>
    public Task<FakeRequest> WaitForAbortAsync(int count, CancellationToken cancellationToken = default) =>
        _aborted.WaitForAsync(count, cancellationToken);

    /// <summary>Ends the server; replies that still hang are cut.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
        {
            return;
        }

        await _stopping.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _stopping.Dispose();
    }
}
