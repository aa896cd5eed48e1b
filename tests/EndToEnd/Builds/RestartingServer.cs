namespace SkillFlaw.EndToEnd.Builds;

/// <summary>A server that is killed or stopped and started again with the same settings. Its clients go on with the next one.</summary>
public sealed class RestartingServer : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly List<ServerProcess> _processes = [];
    private readonly List<HttpClient> _clients = [];
    private string? _key;
    private volatile TaskCompletionSource<HttpClient> _up = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RestartingServer(IReadOnlyDictionary<string, string> settings, string? key)
    {
        _settings = settings;
        _key = key;
    }

    /// <summary>The process that runs now, or did last.</summary>
    public ServerProcess Process => _processes[^1];

    /// <summary>The API key of the first start.</summary>
    public string ApiKey => _key!;

    /// <summary>All that its processes wrote.</summary>
    public string Console => string.Join("\n--- restart ---\n", _processes.Select(process => process.Console));

    /// <param name="settings">Its settings.</param>
    /// <param name="key">The API key, where the database has one already.</param>
    public static async Task<RestartingServer> StartAsync(IReadOnlyDictionary<string, string> settings, string? key = null)
    {
        var server = new RestartingServer(settings, key);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A client of the process that runs now, or of the next one.</summary>
    public Task<HttpClient> ClientAsync(CancellationToken cancellationToken = default) => _up.Task.WaitAsync(cancellationToken);

    /// <summary>Whether the process of a client is gone on purpose.</summary>
    public bool IsGone(HttpClient client) => _up.Task is not { IsCompletedSuccessfully: true, Result: var current } || current != client;

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public Task KillAsync()
    {
        Leave();
        return Process.KillAsync();
    }

    /// <summary>Asks it to stop, and waits until it has.</summary>
    public Task StopAsync()
    {
        Leave();
        Process.Stop();
        return Process.EndAsync();
    }

    /// <summary>Starts the next process.</summary>
    public async Task StartAgainAsync()
    {
        var process = await ServerProcess.StartAsync(_settings);
        _processes.Add(process);
        _key ??= process.ApiKey;
        var client = process.NewClient(_key);
        client.Timeout = Timeout.InfiniteTimeSpan;
        _clients.Add(client);
        _up.SetResult(client);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        _clients.ForEach(client => client.Dispose());
    }

    private void Leave() => _up = new TaskCompletionSource<HttpClient>(TaskCreationOptions.RunContinuationsAsynchronously);
}
