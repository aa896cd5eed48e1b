using System.Globalization;
using System.Text.RegularExpressions;
using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.Bench.All.Processes;

/// <summary>A model provider in a process of its own, which echoes each question after a while.</summary>
internal sealed partial class SlowModel : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private SlowModel(ChildProcess process, string url) => (_process, Url) = (process, url);

    /// <summary>What a server is told as the provider's address.</summary>
    public string Url { get; }

    public static async Task<SlowModel> StartAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        var process = ChildProcess.StartOwn(["model", delay.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)], []);
        try
        {
            var line = await process.ReadLineAsync(line => Listening().IsMatch(line), TimeSpan.FromSeconds(60), cancellationToken);
            return new(process, Listening().Match(line).Groups[1].Value);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>What that process does.</summary>
    public static async Task ServeAsync(TimeSpan delay)
    {
        await using var server = await FakeOpenAIServer.StartAsync(new() { RecordedRequests = 0 });
        server.Respond = request =>
        {
            var gate = new FakeGate();
            _ = Task.Delay(delay).ContinueWith(_ => gate.Open(), TaskScheduler.Default);
            return FakeReply.Text($"echo: {request.Messages[^1].Text}").Behind(gate);
        };
        Console.WriteLine($"listening on {server.BaseUrl}");
        await Task.Delay(Timeout.InfiniteTimeSpan);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(@"listening on (\S+)")]
    private static partial Regex Listening();
}
