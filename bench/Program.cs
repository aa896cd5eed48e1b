using System.Globalization;
using SkillFlaw.Bench;
using SkillFlaw.Bench.Grains;

var seconds = 3.0;
switch (args)
{
    case ["grains"]:
    case ["grains", "--seconds", var given] when double.TryParse(given, CultureInfo.InvariantCulture, out seconds) && seconds is > 0 and <= 60:
        await GrainBenchmark.RunAsync(new Load(TimeSpan.FromSeconds(seconds), Console.Out));
        return 0;
    default:
        await Console.Error.WriteLineAsync("Usage: dotnet run -c Release --project bench -- grains [--seconds 3]");
        return 2;
}
