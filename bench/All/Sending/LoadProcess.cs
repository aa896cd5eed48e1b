using System.Text.Json;
using SkillFlaw.Bench.All.Processes;

namespace SkillFlaw.Bench.All.Sending;

/// <summary>The process of the load generator. It stays for a whole run of the benchmarks, so that it is compiled when it counts.</summary>
internal sealed class LoadProcess : IAsyncDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly ChildProcess _process;

    private LoadProcess(ChildProcess process) => _process = process;

    public static LoadProcess Start() => new(ChildProcess.StartOwn(["load"], new()
    {
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
        ["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1",
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
    }));

    /// <summary>Sends what a job says, and tells what it cost the server.</summary>
    public async Task<LoadRound> SendAsync(LoadJob job, MeasuredServer server, CancellationToken cancellationToken)
    {
        await _process.WriteLineAsync(JsonSerializer.Serialize(job));
        await _process.ReadLineAsync(line => line == "ready", _patience, cancellationToken);
        var before = server.TakeUsage();
        await _process.WriteLineAsync("go");
        var line = await _process.ReadLineAsync(line => line.StartsWith('{'), _patience + TimeSpan.FromSeconds(job.Seconds), cancellationToken);
        return new(JsonSerializer.Deserialize<LoadResult>(line)!, server.TakeUsage() - before);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}

/// <summary>A round of load, and what it cost the server in all.</summary>
internal sealed record LoadRound(LoadResult Result, Usage Usage)
{
    public double CpuEach => Usage.Cpu.TotalMicroseconds / Math.Max(1, Result.Answered);

    public double DatabaseCpuEach => Usage.DatabaseCpu.TotalMicroseconds / Math.Max(1, Result.Answered);

    public double BytesEach => (double)Usage.Allocated / Math.Max(1, Result.Answered);
}
