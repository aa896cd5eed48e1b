using System.Diagnostics;
using System.Globalization;

namespace SkillFlaw.Bench;

/// <summary>Runs an operation in closed loops and prints what one of it costs: the median of three rounds after one to warm up.</summary>
public sealed class Load(TimeSpan round, TextWriter output)
{
    private const int Rounds = 3;

    public TimeSpan Round => round;

    public void WriteHeader(string title)
    {
        output.WriteLine();
        output.WriteLine($"### {title}");
        output.WriteLine();
        output.WriteLine("| test | concurrency | per second | CPU µs each | bytes each | cores used |");
        output.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
    }

    public void WriteLine(string line = "") => output.WriteLine(line);

    /// <summary>Measures <paramref name="operation"/>, called with the number of the loop and the number of the call in that loop.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="concurrency">How many loops.</param>
    /// <param name="each">How many items one operation counts for.</param>
    /// <param name="operation">The operation.</param>
    public async Task MeasureAsync(string name, int concurrency, int each, Func<int, int, ValueTask> operation)
    {
        await RunAsync(concurrency, operation, TimeSpan.FromSeconds(Math.Min(1, round.TotalSeconds)));
        var results = new List<Result>();
        for (var i = 0; i < Rounds; i++)
        {
            results.Add(await RunAsync(concurrency, operation, round));
        }

        var median = results.OrderBy(result => result.Cpu.TotalSeconds / result.Operations).ElementAt(Rounds / 2);
        var count = (double)median.Operations * each;
        Write(name, concurrency, count / median.Elapsed.TotalSeconds, median.Cpu.TotalMicroseconds / count, median.Bytes / count, median.Cpu / median.Elapsed);
    }

    public void Write(string name, int concurrency, double rate, double cpu, double bytes, double cores) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {name} | {concurrency:N0} | {rate:N0} | {cpu:F3} | {bytes:N0} | {cores:F2} |"));

    /// <summary>Runs something once and prints what each of its <paramref name="count"/> items cost.</summary>
    public async Task MeasureOnceAsync(string name, int concurrency, int count, Func<Task> operation)
    {
        var start = Usage.Now();
        await operation();
        var result = Usage.Now().Since(start, count);
        Write(name, concurrency, count / result.Elapsed.TotalSeconds, result.Cpu.TotalMicroseconds / count, (double)result.Bytes / count, result.Cpu / result.Elapsed);
    }

    private static async Task<Result> RunAsync(int concurrency, Func<int, int, ValueTask> operation, TimeSpan time)
    {
        var stop = new Stop();
        var start = Usage.Now();
        var loops = Enumerable.Range(0, concurrency).Select(loop => Task.Run(async () =>
        {
            var calls = 0;
            while (!stop.Requested)
            {
                await operation(loop, calls++);
            }

            return (long)calls;
        })).ToArray();
        await Task.Delay(time);
        stop.Requested = true;
        var operations = (await Task.WhenAll(loops)).Sum();
        return Usage.Now().Since(start, operations);
    }

    private sealed class Stop
    {
        private volatile bool _requested;

        public bool Requested
        {
            get => _requested;
            set => _requested = value;
        }
    }

    private readonly record struct Usage(long Timestamp, TimeSpan Cpu, long Bytes)
    {
        internal static Usage Now() => new(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes());

        internal Result Since(Usage start, long operations) =>
            new(operations, Stopwatch.GetElapsedTime(start.Timestamp, Timestamp), Cpu - start.Cpu, Bytes - start.Bytes);
    }

    private sealed record Result(long Operations, TimeSpan Elapsed, TimeSpan Cpu, long Bytes);
}
