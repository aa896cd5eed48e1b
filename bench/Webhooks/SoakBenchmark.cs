using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Grains.Queue;
using SkillFlaw.WebApi;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.Bench.Webhooks;

/// <summary>Many webhooks over HTTP to a server in this process, and its memory after a full collection: at the beginning and at the end.</summary>
internal static class SoakBenchmark
{
    private const string Body = """{"who":"Ada","what":"created","text":"hello","items":[1,2,3]}""";
    private const int Connections = 64;
    private const int First = 10_000;

    // The client is here too: it shall not run ahead of the jobs.
    private const int MostQueued = 5_000;

    public static async Task RunAsync(int webhooks, string flowFile, TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("skillflaw-soak-");
        var console = new StringWriter();
        await using var app = await SkillFlawServer.BuildAsync(
            SettingsReader.Read(new Dictionary<string, string>
            {
                ["SKILLFLAW_PORT"] = "0",
                ["SKILLFLAW_CONFIG_DIR"] = folder.FullName,
                ["SKILLFLAW_LOG_LEVEL"] = "warning",
                ["SKILLFLAW_JOBS_TTL"] = "60",
                ["SKILLFLAW_MESSAGES_TTL"] = "0",
            }),
            console,
            CancellationToken.None);
        await app.StartAsync();
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Connections }) { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Add("x-api-key", console.ToString().Split("API key")[1].Trim().Split('\n')[0].Trim());
        using var saved = await client.PostAsJsonAsync(
            "/api/v1/flows/", new JsonObject { ["name"] = "soak", ["data"] = JsonNode.Parse(await File.ReadAllTextAsync(flowFile))!["data"]!.DeepClone() });
        var flow = (await saved.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
        var queue = app.Services.GetRequiredService<IBackgroundJobs>();

        await SendAsync(client, queue, flow, First);
        var before = await CollectAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after {First:N0}: {before:N1} MB"));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var done = First; done < webhooks;)
        {
            var next = Math.Min(100_000 - (done % 100_000), webhooks - done);
            await SendAsync(client, queue, flow, next);
            done += next;
            var perSecond = (done - First) / watch.Elapsed.TotalSeconds;
            var now = await CollectAsync();
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"after {done:N0}: {now:N1} MB ({perSecond:N0} a second)"));
        }

        var after = await CollectAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"from {before:N1} to {after:N1} MB: {(after / before) - 1:P1}"));
        await app.StopAsync();
        folder.Delete(recursive: true);
    }

    private static async Task SendAsync(HttpClient client, IBackgroundJobs queue, Guid flow, int count)
    {
        var next = 0;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) <= count)
            {
                while (queue.Depth.Queued > MostQueued)
                {
                    await Task.Delay(5);
                }

                using var content = new StringContent(Body, System.Text.Encoding.UTF8, "application/json");
                using var answer = await client.PostAsync($"/api/v1/webhook/{flow}", content);
                answer.EnsureSuccessStatusCode();
            }
        })));
        while (queue.Depth.Queued > 0)
        {
            await Task.Delay(20);
        }
    }

    // What is deactivated a moment after the last job is gone by then.
    private static async Task<double> CollectAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(3));
        for (var i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true) / 1e6;
    }
}
