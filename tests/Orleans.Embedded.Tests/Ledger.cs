using System.Collections.Concurrent;

namespace SkillFlaw.GrainRuntime.Tests;

/// <summary>A named list that grains write to and tests read.</summary>
public static class Ledger
{
    private static readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _ledgers = new();

    public static void Write(string name, string line) => _ledgers.GetOrAdd(name, _ => new()).Enqueue(line);

    public static string[] Read(string name) => _ledgers.TryGetValue(name, out var lines) ? [.. lines] : [];
}
