using System.Diagnostics.Metrics;

namespace SkillFlaw.Storage.Journals;

/// <summary>Reads the meter of one journal.</summary>
internal sealed class BatchCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _batches;
    private long _rows;

    public BatchCount(Journal journal)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, journal.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, count, _, _) =>
        {
            _ = instrument.Name switch
            {
                "journal.batches" => Interlocked.Add(ref _batches, count),
                "journal.rows" => Interlocked.Add(ref _rows, count),
                _ => 0,
            };
        });
        _listener.Start();
    }

    public long Batches => Interlocked.Read(ref _batches);

    public long Rows => Interlocked.Read(ref _rows);

    public void Dispose() => _listener.Dispose();
}
