using System.Collections.Concurrent;
using System.Text.Json;
using Orleans.Runtime;

namespace Orleans.Storage;

/// <summary>
/// Keeps state for the life of the process. It keeps a copy, as JSON of the public members: what a grain changed and did not write is gone
/// with its activation, as it is with every other provider.
/// </summary>
internal sealed class MemoryGrainStorage : IGrainStorage
{
    private static readonly JsonSerializerOptions _json = new() { IncludeFields = true };

    private readonly ConcurrentDictionary<(GrainId GrainId, string StateName), Record> _records = new();
    private long _version;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (_records.TryGetValue((grainId, stateName), out var record))
        {
            grainState.State = JsonSerializer.Deserialize<T>(record.Json, _json);
            grainState.ETag = record.Etag;
            grainState.RecordExists = true;
        }
        else
        {
            Reset(grainState);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var written = new Record(JsonSerializer.SerializeToUtf8Bytes(grainState.State, _json), NextEtag());
        var stored = _records.AddOrUpdate(
            (grainId, stateName),
            static (_, state) => state.Etag is null ? state.Written : throw Changed(null, state.Etag),
            static (_, existing, state) => existing.Etag == state.Etag ? state.Written : throw Changed(existing.Etag, state.Etag),
            (Written: written, Etag: grainState.ETag));
        grainState.ETag = stored.Etag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (grainId, stateName);
        var existing = _records.GetValueOrDefault(key);
        if (existing?.Etag != grainState.ETag || (existing is not null && !_records.TryRemove(KeyValuePair.Create(key, existing))))
        {
            throw Changed(existing?.Etag, grainState.ETag);
        }

        Reset(grainState);
        return Task.CompletedTask;
    }

    private static void Reset<T>(IGrainState<T> grainState)
    {
        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static InconsistentStateException Changed(string? stored, string? current) =>
        new($"The stored state has version '{stored}', the grain's version is '{current}'.", stored, current);

    private string NextEtag() => Interlocked.Increment(ref _version).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Record(byte[] Json, string Etag);
}
