using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using SkillFlaw.Graph.Wire;
using SkillFlaw.Storage.Jobs;
using SkillFlaw.Storage.Journals;

namespace SkillFlaw.Grains.Builds;

/// <summary>
/// The log of a build while it is executed: events get their numbers here, and nobody sees one before it is stored. What gathers while an
/// entry is being stored goes into the next one. All of it happens in turns of the job's grain.
/// </summary>
internal sealed class BuildLog(Journal journal, JobKey job, long nextEntry, long lastNumber)
{
    // What readers that keep up need. Others read from the database.
    private const int WindowBytes = 256 << 10;

    // More than this waits for the database, and the components wait too.
    private const int MostPending = 1 << 20;

    private readonly ArrayBufferWriter<byte> _event = new(1_024);
    private readonly ArrayBufferWriter<byte> _open = new(1_024);
    private readonly List<SealedEntry> _sealed = [];
    private readonly Queue<BuildEventBatch> _window = [];
    private Task _writing = Task.CompletedTask;
    private Exception? _failure;
    private long _number = lastNumber;
    private int _openCount;
    private int _windowBytes;

    /// <summary>Called when events can be read that could not before.</summary>
    public Action Changed { get; set; } = () => { };

    /// <summary>The number that the next event gets.</summary>
    public long NextNumber => _number + 1;

    /// <summary>The number of the last event that is stored.</summary>
    public long LastStored { get; private set; } = lastNumber;

    /// <summary>Adds an event. It is stored with the next entry, or when <see cref="Flush"/> says so.</summary>
    public void Add(Action<Utf8JsonWriter> write)
    {
        if (_failure is not null)
        {
            // It will never be stored, but has a number behind the last one that is: nobody takes it for stored.
            _number++;
            return;
        }

        // On its own first: what cannot be written leaves nothing of itself behind.
        _event.ResetWrittenCount();
        using (var writer = new Utf8JsonWriter(_event, WireJson.Options))
        {
            write(writer);
        }

        _open.Write(_event.WrittenSpan);
        _open.Write("\n"u8);
        _openCount++;
        _number++;
    }

    /// <summary>Begins to store what was added: at once, or together with what else gathers while something is being stored.</summary>
    public void Flush()
    {
        if (_writing.IsCompleted)
        {
            _writing = WriteAsync();
        }
    }

    /// <summary>Ends an entry with what the job needs to go on from here.</summary>
    /// <param name="checkpoint">That.</param>
    /// <param name="rows">Changes of other tables that belong to it.</param>
    /// <param name="records">Rows that are there to look at; if the database does not take them, the entry is stored without.</param>
    /// <returns>Complete once it is stored, and all before it.</returns>
    /// <exception cref="BuildLostException">Another process executes the build.</exception>
    public Task SealAsync(byte[]? checkpoint, JournalEntry[] rows, JournalEntry[] records)
    {
        if (_failure is not null)
        {
            return Task.FromException(_failure);
        }

        var entry = Seal(checkpoint, rows, records);
        Flush();
        return entry.Stored.Task;
    }

    /// <summary>Complete once so little waits that more may come.</summary>
    public Task WhenRoom() => _open.WrittenCount < MostPending ? Task.CompletedTask : _writing;

    /// <summary>The stored events after a number, as far as they are at hand.</summary>
    public BuildEvents ReadAfter(long after, bool hasEnded)
    {
        if (after >= LastStored)
        {
            return new BuildEvents([], hasEnded);
        }

        if (_window.Count == 0 || _window.Peek().First > after + 1)
        {
            return new BuildEvents([], hasEnded, AreStored: true);
        }

        return new BuildEvents([.. _window.Where(batch => batch.Last > after).Select(batch => batch.After(after))], hasEnded);
    }

    private SealedEntry Seal(byte[]? checkpoint, JournalEntry[] rows, JournalEntry[] records)
    {
        var row = new JobLogEntry
        {
            TenantId = job.TenantId,
            JobId = job.JobId,
            Entry = nextEntry++,
            LastNumber = _number,
            Checkpoint = checkpoint,
            Events = _open.WrittenSpan.ToArray(),
        };
        var entry = new SealedEntry(row, _openCount, rows, records);
        _sealed.Add(entry);
        _open.ResetWrittenCount();
        _openCount = 0;
        return entry;
    }

    // One append at a time: if an entry is refused, none after it may be stored.
    private async Task WriteAsync()
    {
        while (_failure is null && (_sealed.Count > 0 || _openCount > 0))
        {
            if (_openCount > 0)
            {
                Seal(null, [], []);
            }

            var entries = _sealed.ToArray();
            _sealed.Clear();
            try
            {
                await AppendAsync(entries);
            }
            catch (Exception failure)
            {
                _failure = failure is RowRefusedException ? new BuildLostException(failure) : failure;
                foreach (var entry in entries.Concat(_sealed))
                {
                    entry.Stored.TrySetException(_failure);
                }

                return;
            }

            foreach (var entry in entries)
            {
                Show(entry);
                entry.Stored.TrySetResult();
            }

            Changed();
        }
    }

    // The log comes first: of the first row the journal asks whether it is stored when it lost the answer.
    private async Task AppendAsync(SealedEntry[] entries)
    {
        JournalEntry[] needed = [.. entries.Select(entry => JobLogTable.Instance.Insert(entry.Row)), .. entries.SelectMany(entry => entry.Rows)];
        JournalEntry[] records = [.. entries.SelectMany(entry => entry.Records)];
        try
        {
            await journal.AppendAsync([.. needed, .. records], CancellationToken.None);
        }
        catch (RowRefusedException) when (records.Length > 0)
        {
            await journal.AppendAsync(needed, CancellationToken.None);
        }
    }

    private void Show(SealedEntry entry)
    {
        LastStored = entry.Row.LastNumber;
        if (entry.Count == 0)
        {
            return;
        }

        _window.Enqueue(new BuildEventBatch(LastStored, entry.Count, ImmutableCollectionsMarshal.AsImmutableArray(entry.Row.Events)));
        _windowBytes += entry.Row.Events.Length;
        while (_windowBytes > WindowBytes && _window.Count > 1)
        {
            _windowBytes -= _window.Dequeue().Lines.Length;
        }
    }

    private sealed record SealedEntry(JobLogEntry Row, int Count, JournalEntry[] Rows, JournalEntry[] Records)
    {
        public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
