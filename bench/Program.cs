using System.Globalization;
using SkillFlaw.Bench;
using SkillFlaw.Bench.Builds;
using SkillFlaw.Bench.Flows;
using SkillFlaw.Bench.Grains;
using SkillFlaw.Bench.Http;
using SkillFlaw.Bench.Runs;
using SkillFlaw.Bench.Storage;
using SkillFlaw.Bench.Webhooks;

var seconds = 3.0;
if (args is [.. var rest, "--seconds", var given])
{
    if (!double.TryParse(given, CultureInfo.InvariantCulture, out seconds) || seconds is <= 0 or > 60)
    {
        return await RefuseAsync();
    }

    args = rest;
}

var load = new Load(TimeSpan.FromSeconds(seconds), Console.Out);
switch (args)
{
    case ["grains"]:
        await GrainBenchmark.RunAsync(load);
        return 0;
    case ["flows", var folder] when Directory.Exists(folder):
        await FlowBenchmark.RunAsync(load, folder);
        return 0;
    case ["runs", var flow, var url] when File.Exists(flow):
        await RunBenchmark.RunAsync(load, flow, url);
        return 0;
    case ["storage", var url]:
        await StorageBenchmark.RunAsync(load, url);
        return 0;
    case ["builds", var url, var key, var process] when int.TryParse(process, CultureInfo.InvariantCulture, out var id):
        await BuildBenchmark.RunAsync(load.Round, url, key, id, Console.Out);
        return 0;
    case ["webhooks", var url, var key, var flow, var pace] when double.TryParse(pace, CultureInfo.InvariantCulture, out var perSecond):
        await WebhookBenchmark.PaceAsync(url, key, flow, perSecond, load.Round, Console.Out);
        return 0;
    case ["tenants", var url, var database, var flow] when File.Exists(flow):
        await WebhookBenchmark.ShareAsync(url, database, flow, Console.Out);
        return 0;
    case ["soak", var count, var flow] when int.TryParse(count, CultureInfo.InvariantCulture, out var webhooks) && File.Exists(flow):
        await SoakBenchmark.RunAsync(webhooks, flow, Console.Out);
        return 0;
    case ["bare", var port] when int.TryParse(port, CultureInfo.InvariantCulture, out var number):
        await BareServer.RunAsync(number);
        return 0;
    default:
        return await RefuseAsync();
}

static async Task<int> RefuseAsync()
{
    await Console.Error.WriteLineAsync("Usage: dotnet run -c Release --project bench -- grains|flows FOLDER|runs FLOW_FILE DATABASE_URL|storage DATABASE_URL|builds URL API_KEY PROCESS_ID|webhooks URL API_KEY FLOW PER_SECOND|tenants URL DATABASE_URL FLOW_FILE|soak COUNT FLOW_FILE|bare PORT [--seconds 3]");
    return 2;
}
