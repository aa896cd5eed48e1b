using System.Globalization;
using SkillFlaw.Bench;
using SkillFlaw.Bench.All;
using SkillFlaw.Bench.All.Processes;
using SkillFlaw.Bench.All.Sending;
using SkillFlaw.Bench.Flows;
using SkillFlaw.Bench.Grains;
using SkillFlaw.Bench.Runs;
using SkillFlaw.Bench.Storage;
using SkillFlaw.Bench.Webhooks;

if (args is ["all", .. var arguments])
{
    return await AllBenchmark.RunAsync(arguments);
}

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
    case ["soak", var count, var flow] when int.TryParse(count, CultureInfo.InvariantCulture, out var webhooks) && File.Exists(flow):
        await SoakBenchmark.RunAsync(webhooks, flow, Console.Out);
        return 0;
    case ["bare", var port, var key] when int.TryParse(port, CultureInfo.InvariantCulture, out var number):
        await BareServer.RunAsync(number, key);
        return 0;
    case ["model", var delay] when int.TryParse(delay, CultureInfo.InvariantCulture, out var milliseconds):
        await SlowModel.ServeAsync(TimeSpan.FromMilliseconds(milliseconds));
        return 0;
    case ["load"]:
        return LoadGenerator.Serve(Console.In, Console.Out);
    default:
        return await RefuseAsync();
}

static async Task<int> RefuseAsync()
{
    await Console.Error.WriteLineAsync("Usage: dotnet run -c Release --project bench -- all [OPTIONS]|grains|flows FOLDER|runs FLOW_FILE DATABASE_URL|storage DATABASE_URL|soak COUNT FLOW_FILE [--seconds 3]");
    return 2;
}
