using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace SkillFlaw.EndToEnd;

/// <summary>A server as its users run it: a process, started with settings and killed or stopped by a signal.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private const int Terminate = 15;
    private const int ContinueSignal = 18;
    private const int StopSignal = 19;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(IReadOnlyDictionary<string, string> settings, string[] arguments)
    {
        var build = new DirectoryInfo(AppContext.BaseDirectory).Name;
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "..", "..", "SkillFlaw.WebApi", build, "SkillFlaw.WebApi.dll") },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // What the environment of the tests has set for others is none of the server's business.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("SKILLFLAW_", StringComparison.Ordinal) || name.StartsWith("OPENAI_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => _listening.TrySetException(new InvalidOperationException("The server has ended."));
    }

    /// <summary>All that it wrote to the console so far.</summary>
    public string Console => string.Join('\n', _lines);

    /// <summary>Where it listens.</summary>
    public Uri Address => new(ListensOn().Match(Console).Groups["url"].Value);

    /// <summary>The API key that a first start shows.</summary>
    public string ApiKey => Shown().Match(Console).Groups["key"].Value;

    /// <summary>The status that it ended with.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a server and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var server = Begin(settings);
        try
        {
            await server._listening.Task.WaitAsync(_patience);
            return server;
        }
        catch (Exception failure)
        {
            await server.DisposeAsync();
            throw new InvalidOperationException($"The server does not listen. It wrote:\n{server.Console}", failure);
        }
    }

    /// <summary>Starts a server that may not come to listen.</summary>
    public static ServerProcess Begin(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var server = new ServerProcess(settings, arguments);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Ends it as <c>kill -9</c> does.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return EndAsync();
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    public void Stop() => Assert.Equal(0, Signal(_process.Id, Terminate));

    /// <summary>Lets nothing of it run until <see cref="Resume"/>, without its knowing.</summary>
    public void Pause() => Assert.Equal(0, Signal(_process.Id, StopSignal));

    /// <summary>Lets it run again.</summary>
    public void Resume() => Assert.Equal(0, Signal(_process.Id, ContinueSignal));

    /// <summary>Waits until it has ended.</summary>
    public async Task EndAsync()
    {
        using var limit = new CancellationTokenSource(_patience);
        await _process.WaitForExitAsync(limit.Token);
    }

    /// <summary>A client with the API key of the first start.</summary>
    public HttpClient NewClient(string? apiKey = null) => new()
    {
        BaseAddress = Address,
        Timeout = _patience,
        DefaultRequestHeaders = { { "x-api-key", apiKey ?? ApiKey } },
    };

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue(line);
            if (ListensOn().IsMatch(line))
            {
                _listening.TrySetResult();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);

    [GeneratedRegex(@"listening on (?<url>\S+)")]
    private static partial Regex ListensOn();

    [GeneratedRegex(@"API key\s+(?<key>sk-\S+)")]
    private static partial Regex Shown();
}
