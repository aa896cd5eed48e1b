using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage.Jobs;

namespace SkillFlaw.Grains.Builds;

/// <summary>Reads the events of a build as a relay does, and notes each with its number.</summary>
internal sealed class BuildReader(JobKey key)
{
    private readonly List<string> _lines = [];

    /// <summary>The number of the last event that was read.</summary>
    public long Last { get; private set; }

    public IReadOnlyList<string> Lines => _lines;

    public bool HasEnded { get; private set; }

    /// <summary>Reads once: some events, or none.</summary>
    public async Task ReadAsync(TestServer server, CancellationToken cancellationToken)
    {
        var events = await server.Grains.GetGrain<IBuildJobGrain>(key.ToString()).ReadEvents(Last, cancellationToken)
            ?? throw new InvalidOperationException("There is no such build.");
        IReadOnlyList<BuildEventBatch> batches = events.AreStored
            ? [.. BuildEventBatch.Of(Last, (await server.Services.GetRequiredService<JobLogs>()
                .ReadEventsAsync(key.TenantId, key.JobId, Last, cancellationToken)).Select(entry => (entry.LastNumber, entry.Events)))]
            : events.Batches;
        foreach (var batch in batches)
        {
            Assert.Equal(Last + 1, batch.First);
            var lines = Encoding.UTF8.GetString(batch.Lines.AsSpan()).Split('\n');
            Assert.Equal("", lines[^1]);
            Assert.Equal(batch.Count, lines.Length - 1);
            _lines.AddRange(lines[..^1]);
            Last = batch.Last;
        }

        HasEnded = events.HasEnded && (!events.AreStored || batches.Count == 0);
    }

    public async Task<IReadOnlyList<string>> ReadToEndAsync(TestServer server)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!HasEnded)
        {
            await ReadAsync(server, limit.Token);
        }

        return _lines;
    }
}
