using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>What a caller gets from a grain method that answers a sequence. Nothing is called before the first item is asked for.</summary>
internal sealed class GrainSequence<TArgs, TItem>(
    GrainProxy grain, SequenceMethod<TArgs, TItem> method, TArgs args, CancellationToken callToken) : IAsyncEnumerable<TItem>
{
    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var iteration = new GrainIteration<TItem>((target, token) => method.Body(target, args, token), method.FullName);
        return new GrainEnumerator<TItem>(grain, iteration, callToken, cancellationToken);
    }
}

/// <summary>The reader's side of a sequence: it pulls batches of what is ready, and hands the items out one by one.</summary>
internal sealed class GrainEnumerator<TItem> : IAsyncEnumerator<TItem>
{
    private readonly GrainProxy _grain;
    private readonly GrainIteration<TItem> _iteration;
    private readonly CancellationTokenSource? _linked;
    private readonly CancellationToken _token;
    private SequenceBatch<TItem> _batch;
    private int _index;
    private bool _begun;
    private bool _disposed;

    internal GrainEnumerator(GrainProxy grain, GrainIteration<TItem> iteration, CancellationToken callToken, CancellationToken readToken)
    {
        _grain = grain;
        _iteration = iteration;
        if (callToken.CanBeCanceled && readToken.CanBeCanceled && callToken != readToken)
        {
            _linked = CancellationTokenSource.CreateLinkedTokenSource(callToken, readToken);
        }

        _token = _linked?.Token ?? (callToken.CanBeCanceled ? callToken : readToken);
    }

    public TItem Current => _index < _batch.Count
        ? _batch.Items![_index]
        : throw new InvalidOperationException("There is no current item: the enumeration has not begun, or has ended.");

    public ValueTask<bool> MoveNextAsync()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_index + 1 < _batch.Count)
        {
            _index++;
            return new(true);
        }

        return _batch.IsLast ? new(false) : PullAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _linked?.Dispose();
        if (!_begun || _batch.IsLast)
        {
            return;
        }

        try
        {
            var end = new EndCall(_iteration);
            var ended = end.Promise;
            if (_iteration.Owner?.TryPost(end) ?? false)
            {
                await ended;
            }
        }
        catch (Exception)
        {
            // The activation is gone, and the iterator with it.
        }
    }

    private async ValueTask<bool> PullAsync()
    {
        var pull = new PullCall<TItem>(_iteration);
        var answer = pull.Promise;
        if (!_begun)
        {
            if (!_grain.TrySend(pull, _token))
            {
                throw new OperationCanceledException(_token);
            }

            _begun = true;
        }
        else
        {
            _token.ThrowIfCancellationRequested();
            _grain.SendTo(_iteration.Owner, pull, _token);
        }

        try
        {
            _batch = await answer;
            _index = 0;
            return _batch.Count > 0;
        }
        catch
        {
            // Whatever went wrong, the iterator in the grain ends. An error of its own has ended it already; then this does nothing.
            _batch = default;
            _iteration.Owner?.TryPost(new EndCall(_iteration));
            throw;
        }
    }
}

/// <summary>Items that were ready together.</summary>
internal readonly record struct SequenceBatch<TItem>(TItem[]? Items, int Count, bool IsLast);

/// <summary>Asks for the next batch. Runs beside any other call, and does not keep the grain from being deactivated.</summary>
internal sealed class PullCall<TItem>(GrainIteration<TItem> iteration) : GrainCall<SequenceBatch<TItem>>(iteration.Method)
{
    internal override bool HoldsActivation => false;

    /// <summary>A sequence that has begun cannot go on elsewhere.</summary>
    internal override bool TryMove()
    {
        if (iteration.Owner is null)
        {
            return base.TryMove();
        }

        Fail(GrainIteration.Aborted());
        return false;
    }

    protected override bool TryInvoke(object grain, out SequenceBatch<TItem> result, [NotNullWhen(false)] out Task? pending)
    {
        var batch = iteration.PullAsync(Target!);
        if (batch.IsCompletedSuccessfully)
        {
            pending = null;
            result = batch.GetAwaiter().GetResult();
            return true;
        }

        pending = batch.AsTask();
        result = default;
        return false;
    }

    protected override SequenceBatch<TItem> GetResult(Task completed) => ((Task<SequenceBatch<TItem>>)completed).GetAwaiter().GetResult();
}

/// <summary>Tells the iterator that nobody reads on.</summary>
internal sealed class EndCall(GrainIteration iteration) : GrainCall<Nothing>(iteration.Method)
{
    internal override bool HoldsActivation => false;

    internal override bool TryMove()
    {
        Fail(GrainIteration.Aborted());
        return false;
    }

    protected override bool TryInvoke(object grain, out Nothing result, [NotNullWhen(false)] out Task? pending)
    {
        pending = iteration.EndAsync();
        result = default;
        return pending.IsCompletedSuccessfully;
    }

    protected override Nothing GetResult(Task completed)
    {
        completed.GetAwaiter().GetResult();
        return default;
    }
}
