using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SkillFlaw.Bench.All.Processes;

/// <summary>A server in a process of its own, with a temporary folder: SkillFlaw, or the bare endpoints that are its limit.</summary>
internal sealed partial class MeasuredServer : IAsyncDisposable
{
    private const int FlowsAtOnce = 200;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;
    private readonly ServerHook? _hook;
    private readonly string _folder;
    private readonly PostgresServer? _postgres;

    private MeasuredServer(ChildProcess process, ServerHook? hook, string folder, PostgresServer? postgres, Uri address, string apiKey)
    {
        (_process, _hook, _folder, _postgres, Port, ApiKey) = (process, hook, folder, postgres, address.Port, apiKey);
        Http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
    }

    public int Port { get; }

    public string ApiKey { get; }

    /// <summary>A client for what is not measured.</summary>
    public HttpClient Http { get; }

    /// <summary>The database of the server.</summary>
    public string Database { get; private init; } = "";

    /// <summary>The resident memory, in megabytes.</summary>
    public double Memory => ProcessFiles.MemoryOf(_process.Id);

    public bool IsPostgres => _postgres is not null;

    /// <summary>The bare endpoints.</summary>
    public static async Task<MeasuredServer> StartBareAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("skillflaw-bench-").FullName;
        var key = NewKey();
        var socket = Path.Combine(folder, "hook");
        var process = ChildProcess.StartOwn(["bare", "0", key], ServerHook.Environment(socket).ToDictionary());
        return await WaitAsync(process, socket, folder, key, cancellationToken);
    }

    /// <summary>SkillFlaw.</summary>
    /// <param name="published">The folder that it was published to.</param>
    /// <param name="postgres">Where its database is; null for SQLite in its folder.</param>
    /// <param name="settings">Its settings beside those for a queue and tenants without limits.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<MeasuredServer> StartAsync(
        string published, PostgresServer? postgres, IEnumerable<(string Name, string Value)> settings, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("skillflaw-bench-").FullName;
        var socket = Path.Combine(folder, "hook");
        var database = postgres?.NewDatabase() ?? $"sqlite:///{folder}/skillflaw.db";
        Dictionary<string, string> environment = new(ServerHook.Environment(socket).ToDictionary())
        {
            ["SKILLFLAW_CONFIG_DIR"] = folder,
            ["SKILLFLAW_PORT"] = "0",
            ["SKILLFLAW_DATABASE_URL"] = database,
            ["SKILLFLAW_MAX_CONCURRENT_RUNS"] = "100000",
            ["SKILLFLAW_TENANT_QUEUE_LENGTH"] = "5000000",
            ["SKILLFLAW_QUEUE_LENGTH"] = "5000000",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var process = Start(published, environment);
        return await WaitAsync(process, socket, folder, null, cancellationToken, postgres, database);
    }

    /// <summary>Starts the program in a folder, without anything of ours in it.</summary>
    public static ChildProcess Start(string published, Dictionary<string, string> environment)
    {
        var program = Path.Combine(published, "SkillFlaw.WebApi");
        return File.Exists(program) ? ChildProcess.Start(program, [], environment) : ChildProcess.Start("dotnet", [$"{program}.dll"], environment);
    }

    public Usage TakeUsage() => new(ProcessFiles.CpuOf(_process.Id), _postgres?.Cpu ?? TimeSpan.Zero, _hook?.Allocated() ?? 0);

    /// <summary>The managed megabytes that are left after a full collection.</summary>
    public double Collect() => _hook!.Collect() / 1e6;

    /// <summary>Saves a flow, which is then found under its endpoint name, for the first user or whoever has the key.</summary>
    public async Task SaveFlowAsync(string endpointName, JsonNode data, CancellationToken cancellationToken, string? apiKey = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/flows/");
        request.Headers.Add("x-api-key", apiKey ?? ApiKey);
        request.Content = JsonContent.Create(new JsonObject { ["name"] = endpointName, ["endpoint_name"] = endpointName, ["data"] = data.DeepClone() });
        using var response = await Http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Saves the same flow many times, as <c>NAME-00042</c>.</summary>
    public async Task SaveFlowsAsync(string name, int from, int to, JsonNode data, CancellationToken cancellationToken)
    {
        foreach (var some in Enumerable.Range(from, to - from).Select(i => string.Create(CultureInfo.InvariantCulture, $"{name}-{i:D5}")).Chunk(FlowsAtOnce))
        {
            var flows = some.Select(one => (JsonNode)new JsonObject { ["name"] = one, ["endpoint_name"] = one, ["data"] = data.DeepClone() });
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/flows/batch/");
            request.Headers.Add("x-api-key", ApiKey);
            request.Content = JsonContent.Create(new JsonObject { ["flows"] = new JsonArray([.. flows]) });
            using var response = await Http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
        }
    }

    /// <summary>The id of a flow.</summary>
    public async Task<Guid> FlowIdAsync(string endpointName, CancellationToken cancellationToken)
    {
        var flows = JsonElement.Parse(await GetAsync("/api/v1/flows/?header_flows=true", cancellationToken));
        return flows.EnumerateArray().First(flow => flow.GetProperty("endpoint_name").GetString() == endpointName).GetProperty("id").GetGuid();
    }

    /// <summary>Reads something, which is not measured.</summary>
    public async Task<string> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("x-api-key", ApiKey);
        using var response = await Http.SendAsync(request, cancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _hook?.Dispose();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string NewKey() => $"sk-{Guid.NewGuid():N}{Guid.NewGuid():N}"[..46];

    private static async Task<MeasuredServer> WaitAsync(
        ChildProcess process, string socket, string folder, string? key, CancellationToken cancellationToken, PostgresServer? postgres = null, string database = "")
    {
        try
        {
            key ??= Shown().Match(await process.ReadLineAsync(line => Shown().IsMatch(line), _patience, cancellationToken)).Groups[1].Value;
            var listening = await process.ReadLineAsync(line => ListensOn().IsMatch(line), _patience, cancellationToken);
            var hook = File.Exists(socket) ? new ServerHook(socket) : null;
            return new(process, hook, folder, postgres, new Uri(ListensOn().Match(listening).Groups[1].Value), key) { Database = database };
        }
        catch
        {
            await process.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    [GeneratedRegex(@"listening on (\S+)")]
    private static partial Regex ListensOn();

    [GeneratedRegex(@"API key\s+(sk-\S+)")]
    private static partial Regex Shown();
}
