namespace Orleans.Runtime;

/// <summary>The activations of one stateless worker id. A call goes to a free one, else to a new one, else it waits for the first to be free.</summary>
internal sealed class StatelessWorkers(Silo silo, GrainClass grainClass, GrainId grainId) : IGrainTarget
{
    private readonly Lock _gate = new();
    private readonly List<Activation> _workers = [];
    private readonly List<Activation> _free = [];
    private readonly Queue<GrainRequest> _waiting = new();
    private int _next;
    private bool _closed;

    public IGrainTarget? Successor => null;

    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _free.Count == _workers.Count;
            }
        }
    }

    public bool TryPost(GrainRequest request)
    {
        Activation worker;
        lock (_gate)
        {
            if (_closed)
            {
                return false;
            }

            if (_free.Count > 0)
            {
                // The one that worked last: its data is in the cache, and the others may be collected.
                worker = _free[^1];
                _free.RemoveAt(_free.Count - 1);
                worker.IsFreeWorker = false;
            }
            else if (_workers.Count < grainClass.MaxWorkers)
            {
                worker = AddWorker();
            }
            else if (grainClass.IsReentrant || request.Method.IsAlwaysInterleave)
            {
                worker = _workers[(int)((uint)_next++ % _workers.Count)];
            }
            else
            {
                _waiting.Enqueue(request);
                return true;
            }
        }

        if (!worker.TryPost(request))
        {
            Repost(request);
        }

        return true;
    }

    public void CollectIfIdle(long now)
    {
        foreach (var worker in Workers())
        {
            worker.CollectIfIdle(now);
        }
    }

    public Task DrainAsync(DeactivationReason reason) => Task.WhenAll(Workers().Select(worker => worker.DrainAsync(reason)));

    /// <summary>What <paramref name="worker"/>, which has ended its call, does next; null when it is free from now on.</summary>
    internal GrainRequest? TakeNext(Activation worker)
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out var request))
            {
                return request;
            }

            if (!worker.IsFreeWorker)
            {
                worker.IsFreeWorker = true;
                _free.Add(worker);
            }

            return null;
        }
    }

    /// <summary>Takes back a call from a worker that ends.</summary>
    internal void Repost(GrainRequest request)
    {
        if (!TryPost(request))
        {
            silo.Forward(grainClass, grainId, this, request);
        }
    }

    /// <summary>Forgets a worker that ends. The last one takes the entry in the directory with it.</summary>
    internal void Remove(Activation worker)
    {
        Activation? replacement = null;
        GrainRequest? request = null;
        lock (_gate)
        {
            if (!_workers.Remove(worker))
            {
                return;
            }

            _free.Remove(worker);
            worker.IsFreeWorker = true;

            if (_waiting.Count > 0)
            {
                request = _waiting.Dequeue();
                replacement = AddWorker();
            }
            else if (_workers.Count == 0)
            {
                _closed = true;
            }
        }

        replacement?.TryPost(request!);
        if (_closed)
        {
            silo.Replace(this, grainId);
        }
    }

    private Activation AddWorker()
    {
        var worker = new Activation(silo, grainClass, grainId, workers: this);
        _workers.Add(worker);
        return worker;
    }

    private Activation[] Workers()
    {
        lock (_gate)
        {
            return [.. _workers];
        }
    }
}
