using System.Globalization;
using System.Runtime.InteropServices;

namespace SkillFlaw.FakeOpenAI;

// Not top-level statements: those would add a second global Program to test projects that look for the product's.
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (!TryRead(args, out var options))
        {
            await Console.Error.WriteLineAsync("Usage: dotnet run --project tests/FakeOpenAI -- [--port 9999] [--api-key KEY]");
            return 2;
        }

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

        FakeOpenAIServer server;
        try
        {
            server = await FakeOpenAIServer.StartAsync(options);
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }

        await using (server)
        {
            Console.WriteLine($"Fake OpenAI on {server.BaseUrl} (Ctrl+C ends it)");
            await stopped.Task;
            Console.WriteLine($"{server.RequestCount} requests, {server.AbortedCount} of them given up by the client");
        }

        return 0;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stopped.TrySetResult();
        }
    }

    private static bool TryRead(string[] args, out FakeOpenAIOptions options)
    {
        options = new FakeOpenAIOptions { RecordedRequests = 0 };
        for (var i = 0; i < args.Length; i += 2)
        {
            switch (args.AsSpan(i))
            {
                case ["--port", var text, ..] when ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port):
                    options = options with { Port = port };
                    break;
                case ["--api-key", var key, ..]:
                    options = options with { ApiKey = key };
                    break;
                default:
                    return false;
            }
        }

        return true;
    }
}
