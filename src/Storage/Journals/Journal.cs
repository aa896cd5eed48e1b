using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace SkillFlaw.Storage.Journals;

/// <summary>
/// Writes the tables that grow with every run. Appends queue up; one loop takes all that wait, writes them in one transaction and then
/// answers, so that one flush of the disk serves hundreds of callers. Appends are written in the order of the calls.
/// </summary>
public sealed partial class Journal : IAsyncDisposable
{
    // The loop answers by the deadline; this is for a disk that hangs in the middle of a write.
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _watchPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _longestPause = TimeSpan.FromMilliseconds(250);

    private readonly Channel<PendingAppend> _queue;
    private readonly IBatchWriter _writer;
    private readonly JournalOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<Journal> _logger;
    private readonly JournalMeter _meter = new();
    private readonly Lock _reading = new();
    private readonly PeriodicTimer _watchTimer;
    private readonly Task _loop;
    private readonly Task _watch;
    private PendingAppend[]? _writing;

    /// <summary>Starts the loop.</summary>
    public Journal(Database database, IOptions<JournalOptions> options, TimeProvider clock, ILogger<Journal> logger)
        : this(database.CreateBatchWriter(), options.Value, clock, logger)
    {
    }

    internal Journal(IBatchWriter writer, JournalOptions options, TimeProvider clock, ILogger<Journal> logger)
    {
        _writer = writer;
        _options = options;
        _clock = clock;
        _logger = logger;
        _queue = Channel.CreateBounded<PendingAppend>(options.QueueLength);
        _watchTimer = new PeriodicTimer(_watchPeriod, clock);
        _watch = Task.Run(WatchAsync);
        _loop = Task.Factory.StartNew(WriteAllAsync, CancellationToken.None, TaskCreationOptions.None, writer.Scheduler).Unwrap();
    }

    internal JournalMeter Meter => _meter;

    /// <summary>Stores a change. It is on the disk when this ends.</summary>
    /// <exception cref="RowRefusedException">The database does not take this row.</exception>
    /// <exception cref="StorageUnavailableException">It could not be stored in time. If the database went away during the commit it may be stored.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before its turn; it was not stored. A change that is being written is finished.</exception>
    public Task AppendAsync(JournalEntry entry, CancellationToken cancellationToken) => AppendAsync([entry], cancellationToken);

    /// <summary>Stores changes that belong together: all of them or none.</summary>
    /// <inheritdoc cref="AppendAsync(JournalEntry, CancellationToken)" path="/exception" />
    public Task AppendAsync(IReadOnlyList<JournalEntry> entries, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled(cancellationToken);
        }

        // Nothing may be awaited before this, or two calls of one caller could change places.
        var append = new PendingAppend(entries, _clock.GetTimestamp() + (long)(_options.TimeLimit.TotalSeconds * _clock.TimestampFrequency));
        return !_queue.Writer.TryWrite(append) ? EnqueueAsync(append, cancellationToken)
            : cancellationToken.CanBeCanceled ? AnswerAsync(append, cancellationToken)
            : append.Answer;
    }

    /// <summary>Writes all that waits, and takes nothing more.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        _watchTimer.Dispose();
        await _watch;
        await _writer.DisposeAsync();
        _meter.Dispose();
    }

    private async Task EnqueueAsync(PendingAppend append, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_options.TimeLimit, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(append, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StorageUnavailableException("The storage is overloaded: too many changes wait to be written.");
        }
        catch (ChannelClosedException)
        {
            throw new StorageUnavailableException("The server is stopping and stores nothing more.");
        }

        await AnswerAsync(append, cancellationToken);
    }

    private static async Task AnswerAsync(PendingAppend append, CancellationToken cancellationToken)
    {
        using var cancellation = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                if (((PendingAppend)state!).TryWithdraw())
                {
                    ((PendingAppend)state).Cancel(token);
                }
            },
            append);
        await append.Answer;
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<PendingAppend>();
        while (await _queue.Reader.WaitToReadAsync())
        {
            Take(batch);
            if (batch.Count > 0)
            {
                Volatile.Write(ref _writing, [.. batch]);
                await WriteBatchAsync(batch);
                Volatile.Write(ref _writing, null);
            }
        }
    }

    private void Take(List<PendingAppend> batch)
    {
        batch.Clear();
        lock (_reading)
        {
            for (int rows = 0, bytes = 0; rows < _options.BatchRows && bytes < _options.BatchBytes && _queue.Reader.TryRead(out var next);)
            {
                if (next.TryTake())
                {
                    batch.Add(next);
                    rows += next.Entries.Count;
                    bytes += next.Size;
                }
            }
        }
    }

    // A disk that hangs in the middle of a write keeps the loop from answering. The callers hear of it all the same, those in the queue too.
    private async Task WatchAsync()
    {
        while (await _watchTimer.WaitForNextTickAsync())
        {
            var overdue = _clock.GetTimestamp() - (long)(_patience.TotalSeconds * _clock.TimestampFrequency);
            if (Volatile.Read(ref _writing) is { } batch && batch.Any(append => append.Deadline <= overdue && !append.IsAnswered))
            {
                AnswerOverdue(batch, null);
                AnswerOverdueInQueue();
            }
        }
    }

    private void AnswerOverdueInQueue()
    {
        var now = _clock.GetTimestamp();
        lock (_reading)
        {
            while (_queue.Reader.TryPeek(out var next) && next.Deadline <= now && _queue.Reader.TryRead(out next))
            {
                if (next.TryTake())
                {
                    next.Fail(TooLate(null));
                }
            }
        }
    }

    // Tries until everything is written or nobody may wait any longer.
    private async Task WriteBatchAsync(List<PendingAppend> batch)
    {
        Exception? last = null;
        for (var pause = _shortestPause; ; pause = Min(pause * 2, _longestPause))
        {
            AnswerOverdue(batch, last);
            batch.RemoveAll(append => append.IsAnswered);
            if (batch.Count == 0)
            {
                return;
            }

            try
            {
                await SettleAsync(batch);
                await WriteOrSplitAsync(batch.ToArray());
                if (last is not null)
                {
                    LogRecovered();
                }

                return;
            }
            catch (Exception failure)
            {
                // What a row is to blame for does not come to here. Whatever it is, the loop must go on: every caller waits for its answer.
                if (last is null)
                {
                    LogUnavailable(failure);
                }

                last = failure;
                _meter.Failed();
            }

            batch.RemoveAll(append => append.IsAnswered);
            if (batch.Count > 0)
            {
                await Task.Delay(Min(pause, Remaining(batch)), _clock);
            }
        }
    }

    // Where the connection was lost in a commit, only the database knows how that ended. What was stored must not be stored again. What only
    // changes rows leaves no trace, but all of it was one transaction: it shares the fate of what was inserted beside it.
    private async Task SettleAsync(List<PendingAppend> batch)
    {
        var doubtful = batch.FindAll(append => append.MayBeStored);
        if (doubtful.Count == 0)
        {
            return;
        }

        var told = doubtful.FindAll(append => append.HasInsert);
        var stored = new HashSet<PendingAppend>();
        foreach (var append in told)
        {
            if (await _writer.IsStoredAsync(append, Remaining(batch)))
            {
                stored.Add(append);
            }
        }

        var all = told.Count > 0 && stored.Count == told.Count;
        foreach (var append in doubtful)
        {
            append.MayBeStored = false;
            if (all || stored.Contains(append))
            {
                append.Succeed();
            }
        }

        batch.RemoveAll(append => append.IsAnswered);
    }

    // The database says that a row is wrong, and not always which one. Halving finds it in few transactions, and keeps the order.
    private async Task WriteOrSplitAsync(ArraySegment<PendingAppend> batch)
    {
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            await _writer.WriteAsync(batch, Remaining(batch));
        }
        catch (Exception failure) when (!_writer.IsUnavailable(failure))
        {
            if (batch.Count == 1)
            {
                LogRefused(failure, batch[0].Entries[0].Table.RowType.Name);
                batch[0].Fail(new RowRefusedException($"A row of {batch[0].Entries[0].Table.RowType.Name} cannot be stored.", failure));
                return;
            }

            var half = batch.Count / 2;
            await WriteOrSplitAsync(batch[..half]);
            await WriteOrSplitAsync(batch[half..]);
            return;
        }

        var rows = 0;
        foreach (var append in batch)
        {
            rows += append.Entries.Count;
        }

        _meter.Committed(rows);
        foreach (var append in batch)
        {
            append.IsStored = true;
        }

        // What follows from each goes into the queue of one pool thread, from which others take; from here each would wake one.
        ThreadPool.UnsafeQueueUserWorkItem(Answer, batch, preferLocal: false);
    }

    private static void Answer(ArraySegment<PendingAppend> batch)
    {
        foreach (var append in batch)
        {
            append.Succeed();
        }
    }

    private void AnswerOverdue(IReadOnlyList<PendingAppend> batch, Exception? cause)
    {
        var now = _clock.GetTimestamp();
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].Deadline <= now && !batch[i].IsAnswered)
            {
                batch[i].Fail(TooLate(cause));
            }
        }
    }

    // Until the first caller must have an answer.
    private TimeSpan Remaining(IReadOnlyList<PendingAppend> batch)
    {
        var first = long.MaxValue;
        for (var i = 0; i < batch.Count; i++)
        {
            first = Math.Min(first, batch[i].Deadline);
        }

        var left = _clock.GetElapsedTime(_clock.GetTimestamp(), first);
        return left > _shortestPause ? left : _shortestPause;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static StorageUnavailableException TooLate(Exception? cause) => new("The storage did not take the change in time.", cause);

    [LoggerMessage(LogLevel.Error, "The database is unavailable; what is to be stored waits")]
    private partial void LogUnavailable(Exception failure);

    [LoggerMessage(LogLevel.Information, "The database is available again")]
    private partial void LogRecovered();

    [LoggerMessage(LogLevel.Error, "A row of {Table} was refused")]
    private partial void LogRefused(Exception failure, string table);
}
