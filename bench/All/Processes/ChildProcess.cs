using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace SkillFlaw.Bench.All.Processes;

/// <summary>A process that ends with this one's measurement: it is asked to stop, and killed when it does not.</summary>
internal sealed partial class ChildProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int KeptLines = 10_000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(
        new BoundedChannelOptions(KeptLines) { FullMode = BoundedChannelFullMode.DropOldest });

    private ChildProcess(ProcessStartInfo start)
    {
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => _lines.Writer.TryComplete();
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public static ChildProcess Start(string program, IEnumerable<string> arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // What is set for other servers is none of this one's business.
        foreach (var name in start.Environment.Keys.Where(IsOfServers).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(start);
    }

    /// <summary>This program again, with other arguments.</summary>
    public static ChildProcess StartOwn(IEnumerable<string> arguments, Dictionary<string, string> environment) =>
        Start("dotnet", [typeof(ChildProcess).Assembly.Location, .. arguments], environment);

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="BenchException">It has failed, or taken too long.</exception>
    public static async Task RunAsync(string program, IEnumerable<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        // No pipes: what it leaves running would keep them open.
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$@\" >/dev/null 2>&1 </dev/null", "sh", program, .. arguments]) { WorkingDirectory = "/" };
        using var process = Process.Start(start)!;
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(limited.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        if (process.ExitCode != 0)
        {
            throw new BenchException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
        }
    }

    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for a line of its output.</summary>
    /// <exception cref="BenchException">It has ended before, or it takes too long.</exception>
    public async Task<string> ReadLineAsync(Predicate<string> wanted, TimeSpan limit, CancellationToken cancellationToken)
    {
        var seen = new Queue<string>();
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(limit);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(limited.Token))
            {
                if (wanted(line))
                {
                    return line;
                }

                seen.Enqueue(line);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The sentence below says what it wrote instead.
        }

        throw new BenchException($"{_process.StartInfo.FileName} did not write what it should have. It wrote:\n{string.Join('\n', seen.TakeLast(30))}");
    }

    /// <summary>Whether it ends when it is asked to.</summary>
    public async Task<bool> StopAsync()
    {
        using var limit = new CancellationTokenSource(_patience);
        try
        {
            if (!_process.HasExited)
            {
                _ = Signal(_process.Id, Terminate);
                await _process.WaitForExitAsync(limit.Token);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!await StopAsync())
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static bool IsOfServers(string name) =>
        name.StartsWith("SKILLFLAW_", StringComparison.Ordinal) || name.StartsWith("OPENAI_", StringComparison.Ordinal);

    private void Note(string? line)
    {
        if (line is not null)
        {
            _lines.Writer.TryWrite(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
