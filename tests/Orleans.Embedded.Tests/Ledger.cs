using System.Collections.Concurrent;

namespace SkillFlaw.GrainRuntime.Tests;

/// <summary>A named list that grains write to and tests read.</summary>
public static class Ledger
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> s_ledgers = new();

    public static void Write(string name, string line) => s_ledgers.GetOrAdd(name, _ => new()).Enqueue(line);

    public static string[] Read(string name) => s_ledgers.TryGetValue(name, out var lines) ? [.. lines] : [];
}
