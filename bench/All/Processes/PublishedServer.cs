using System.Runtime.InteropServices;

namespace SkillFlaw.Bench.All.Processes;

/// <summary>The folder of the server to measure: one that was given, or the sources of today, published for this machine.</summary>
internal sealed class PublishedServer : IDisposable
{
    private readonly string? _temporary;

    private PublishedServer(string folder, string? temporary) => (Folder, _temporary) = (folder, temporary);

    public string Folder { get; }

    public static async Task<PublishedServer> PrepareAsync(string? given, CancellationToken cancellationToken)
    {
        if (given is not null)
        {
            return new(Path.GetFullPath(given), null);
        }

        var folder = Directory.CreateTempSubdirectory("skillflaw-bench-server-").FullName;
        var server = new PublishedServer(folder, folder);
        try
        {
            await Console.Error.WriteLineAsync("publishing src/WebApi …");
            await ChildProcess.RunAsync(
                "dotnet",
                ["publish", Path.GetFullPath("src/WebApi"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "-o", folder],
                TimeSpan.FromMinutes(20),
                cancellationToken);
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        if (_temporary is not null)
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }
}
