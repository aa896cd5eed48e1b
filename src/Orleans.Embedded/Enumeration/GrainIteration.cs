namespace Orleans.Runtime;

/// <summary>The grain's side of a sequence: an iterator that runs in turns of its activation, and is not moved by anything else.</summary>
internal abstract class GrainIteration(string methodName)
{
    private readonly CancellationTokenSource _ended = new();
    private Task? _ending;

    internal RuntimeMethod Method { get; } = new(methodName, alwaysInterleave: true);

    /// <summary>The activation that runs the iterator; null before the first pull.</summary>
    internal Activation? Owner { get; private set; }

    /// <summary>True while a reader waits for an item.</summary>
    internal bool IsPulled { get; set; }

    /// <summary>True when a reader has asked for something since the last look.</summary>
    internal bool WasSeen { get; set; }

    /// <summary>Cancelled when nobody reads on. The token that the grain's method gets.</summary>
    protected CancellationToken Token => _ended.Token;

    protected bool IsEnded => _ended.IsCancellationRequested;

    internal static EnumerationAbortedException Aborted() => new(
        "Enumeration aborted: the grain was deactivated since the enumeration began, or the enumerator was idle for longer than the response timeout.");

    /// <summary>Cancels the iterator, waits for it, and disposes of it; in a turn, and once however often it is asked for.</summary>
    internal Task EndAsync() => Owner is null ? Task.CompletedTask : _ending ??= EndOnceAsync(Owner);

    private async Task EndOnceAsync(Activation owner)
    {
        try
        {
            // Not CancelAsync: what the cancellation triggers is a part of this turn.
            _ended.Cancel();
            await DisposeIteratorAsync(owner.Silo.ResponseTimeout);
        }
        catch (OperationCanceledException)
        {
            // The iterator noticed.
        }
        catch (Exception exception)
        {
            // Nobody else is left to hear of it.
            owner.LogEnumerationFailed(exception);
        }
        finally
        {
            owner.Remove(this);
        }
    }

    protected void Begin(Activation activation)
    {
        Owner = activation;
        activation.Add(this);
    }

    protected abstract Task DisposeIteratorAsync(TimeSpan limit);
}

/// <inheritdoc/>
internal sealed class GrainIteration<TItem>(Func<object, CancellationToken, IAsyncEnumerable<TItem>> start, string methodName)
    : GrainIteration(methodName)
{
    /// <summary>The most items of one batch; Orleans' default.</summary>
    private const int MaxBatch = 100;

    private IAsyncEnumerator<TItem>? _iterator;
    private Task<bool>? _moving;

    /// <summary>The items that are ready, at least one unless the sequence has ended; in a turn of <paramref name="activation"/>.</summary>
    internal async ValueTask<SequenceBatch<TItem>> PullAsync(Activation activation)
    {
        if (Owner is null)
        {
            Begin(activation);
            _iterator = start(activation.Instance!, Token).GetAsyncEnumerator(Token);
        }

        if (IsEnded || !ReferenceEquals(Owner, activation))
        {
            throw Aborted();
        }

        IsPulled = true;
        WasSeen = true;
        try
        {
            return await ReadAsync();
        }
        catch when (IsEnded)
        {
            throw Aborted();
        }
        catch
        {
            await EndAsync();
            throw;
        }
        finally
        {
            IsPulled = false;
            WasSeen = true;
        }
    }

    protected override async Task DisposeIteratorAsync(TimeSpan limit)
    {
        while (_moving is { } moving)
        {
            await ((Task)moving).WaitAsync(limit).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (!moving.IsCompleted)
            {
                return;
            }

            // A reader that waits may have seen the end first, and asked for nothing more.
            if (ReferenceEquals(_moving, moving))
            {
                _moving = null;
            }
        }

        if (_iterator is not null)
        {
            await _iterator.DisposeAsync();
        }
    }

    private async ValueTask<SequenceBatch<TItem>> ReadAsync()
    {
        TItem[]? items = null;
        var count = 0;
        while (count < MaxBatch)
        {
            bool more;
            if (_moving is { } moving)
            {
                if (count > 0 && !moving.IsCompletedSuccessfully)
                {
                    // Still under way, or failed: that is the next pull's.
                    break;
                }

                more = await moving;
                _moving = null;
            }
            else
            {
                if (IsEnded)
                {
                    throw Aborted();
                }

                var next = _iterator!.MoveNextAsync();
                if (!next.IsCompletedSuccessfully)
                {
                    _moving = next.AsTask();
                    continue;
                }

                more = next.Result;
            }

            if (!more)
            {
                await EndAsync();
                return new(items, count, IsLast: true);
            }

            if (items is null)
            {
                items = new TItem[4];
            }
            else if (count == items.Length)
            {
                Array.Resize(ref items, Math.Min(count * 5, MaxBatch));
            }

            items[count++] = _iterator!.Current;
        }

        return new(items, count, IsLast: false);
    }
}
