using System.Diagnostics.Metrics;

namespace SkillFlaw.Storage.Journals;

/// <summary>What the journal did, in numbers: the meter <c>SkillFlaw.Storage.Journal</c>.</summary>
internal sealed class JournalMeter : IDisposable
{
    internal const string Name = "SkillFlaw.Storage.Journal";

    private readonly Meter _meter;
    private readonly Counter<long> _batches;
    private readonly Counter<long> _rows;
    private readonly Counter<long> _failures;
    private readonly Histogram<int> _size;

    internal JournalMeter()
    {
        // The scope tells two journals in one process apart.
        _meter = new Meter(Name, version: null, tags: null, scope: this);
        _batches = _meter.CreateCounter<long>("journal.batches", "{transaction}", "Transactions that were committed.");
        _rows = _meter.CreateCounter<long>("journal.rows", "{row}", "Rows in these transactions.");
        _failures = _meter.CreateCounter<long>("journal.failures", "{attempt}", "Attempts that failed because the database was unavailable.");
        _size = _meter.CreateHistogram<int>("journal.batch.size", "{row}", "Rows in one transaction.");
    }

    public void Dispose() => _meter.Dispose();

    internal void Committed(int rows)
    {
        _batches.Add(1);
        _rows.Add(rows);
        _size.Record(rows);
    }

    internal void Failed() => _failures.Add(1);
}
