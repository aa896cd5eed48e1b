namespace SkillFlaw.FakeOpenAI;

/// <summary>Counts requests, keeps the last ones, and lets tests wait for them.</summary>
/// <param name="what">What the requests did, for the message when they did not.</param>
/// <param name="capacity">How many are kept.</param>
internal sealed class RequestLog(string what, int capacity)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly Queue<FakeRequest> _kept = new();
    private readonly List<(int Count, TaskCompletionSource<FakeRequest> Reached)> _waiting = [];
    private long _count;

    public long Count => Volatile.Read(ref _count);

    public IReadOnlyList<FakeRequest> Kept
    {
        get
        {
            lock (_lock)
            {
                return [.. _kept];
            }
        }
    }

    public void Add(FakeRequest request)
    {
        lock (_lock)
        {
            _count++;
            _kept.Enqueue(request);
            if (_kept.Count > capacity)
            {
                _kept.Dequeue();
            }

            foreach (var (count, reached) in _waiting)
            {
                if (count == _count)
                {
                    reached.TrySetResult(request);
                }
            }

            _waiting.RemoveAll(waiting => waiting.Reached.Task.IsCompleted);
        }
    }

    public async Task<FakeRequest> WaitForAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var reached = new TaskCompletionSource<FakeRequest>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (count <= _count)
            {
                var index = count - 1 - (_count - _kept.Count);
                return index >= 0
                    ? _kept.ElementAt((int)index)
                    : throw new InvalidOperationException(
                        $"Request {count} of {_count} is no longer kept: see {nameof(FakeOpenAIOptions.RecordedRequests)}.");
            }

            _waiting.Add((count, reached));
        }

        try
        {
            return await reached.Task.WaitAsync(_limit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{Count} of {count} requests {what} within {_limit}.");
        }
        finally
        {
            reached.TrySetCanceled(CancellationToken.None);
        }
    }
}
