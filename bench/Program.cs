using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SkillFlaw.Bench.Grains;

var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.UseOrleans(silo => { });
using var host = builder.Build();
await host.StartAsync();
var grains = host.Services.GetRequiredService<IGrainFactory>();
var msg = new EchoMessage(1, "x");

async Task Run(string name, int conc, Func<int, int, ValueTask<int>> call, double secs = 2)
{
    for (var round = 0; round < 2; round++)
    {
        var stop = false;
        var counts = new long[conc];
        var proc = Process.GetCurrentProcess();
        var cpu = proc.TotalProcessorTime; var alloc = GC.GetTotalAllocatedBytes(); var sw = Stopwatch.StartNew();
        var tasks = Enumerable.Range(0, conc).Select(c => Task.Run(async () => { var n = 0; while (!Volatile.Read(ref stop)) { await call(c, n++); } counts[c] = n; })).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(secs)); Volatile.Write(ref stop, true);
        await Task.WhenAll(tasks);
        proc.Refresh();
        var total = counts.Sum(); var el = sw.Elapsed.TotalSeconds; var c2 = (proc.TotalProcessorTime - cpu).TotalMicroseconds;
        Console.WriteLine($"{name,-24} c={conc,-5} {total / el,12:N0}/s  {c2 / total,6:F3} us cpu  {(GC.GetTotalAllocatedBytes() - alloc) / (double)total,6:F0} B  cores {c2 / 1e6 / el:F2} min/max {counts.Min()}/{counts.Max()}");
    }
}
foreach (var c in args.Length > 0 ? args.Select(int.Parse).ToArray() : [1, 64, 1024])
{
    var one = grains.GetGrain<IEchoGrain>("one");
    await Run("one grain", c, (_, _) => one.Echo(msg));
    var own = Enumerable.Range(0, c).Select(i => grains.GetGrain<IEchoGrain>("own" + i)).ToArray();
    await Run("a grain each", c, (i, _) => own[i].Echo(msg));
    var many = Enumerable.Range(0, 10000).Select(i => grains.GetGrain<IEchoGrain>("many" + i)).ToArray();
    await Run("10,000 round robin", c, (i, n) => many[(i * 157 + n) % 10000].Echo(msg));
    var sl = grains.GetGrain<IStatelessEchoGrain>("s");
    await Run("stateless", c, (_, _) => sl.Echo(msg));
    await Run("grain to grain /1000", c, (i, _) => new(own[i].Relay("t" + i, 1000)));
}
