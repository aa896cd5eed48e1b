using System.Diagnostics;
using System.Text.Json;

namespace SkillFlaw.EndToEnd.Responses;

/// <summary>OpenAI's own client library for JavaScript, in the version of <c>client/package-lock.json</c>, installed into a temporary folder.</summary>
public sealed class OpenAIClient : IAsyncLifetime
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skillflaw-npm-");

    /// <summary>Whether there is an npm, which brings Node.js along.</summary>
    public static bool IsPossible { get; } = Find("npm") is not null && Find("node") is not null;

    public async Task InitializeAsync()
    {
        if (!IsPossible)
        {
            return;
        }

        foreach (var file in Directory.GetFiles(Repository.File("tests", "EndToEnd", "Responses", "client")))
        {
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
        }

        await RunAsync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], []);
    }

    /// <summary>Lets the library do one of the steps of <c>client/responses.mjs</c>, and gives what it has printed.</summary>
    public async Task<JsonElement> DoAsync(string step, ServerProcess server, string flow) => JsonElement.Parse(await RunAsync(
        "node",
        ["responses.mjs", step],
        new Dictionary<string, string> { ["BASE_URL"] = $"{server.Address}api/v1", ["API_KEY"] = server.ApiKey, ["FLOW"] = flow }));

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    private async Task<string> RunAsync(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Find(program)!, arguments)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // What the environment says of OpenAI is none of the library's business here.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("OPENAI_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(_patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await errors}{await output}");
            return await output;
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Where(folder => folder.Length > 0).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}

/// <summary>A test with OpenAI's library, skipped by name where it cannot be installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NpmFactAttribute : FactAttribute
{
    public NpmFactAttribute() => Skip = OpenAIClient.IsPossible ? null : "There is no npm on this machine: install it.";
}
