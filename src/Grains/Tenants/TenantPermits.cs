namespace SkillFlaw.Grains.Tenants;

/// <summary>
/// The permits that this node holds of one tenant. While it waits for an answer it lets in no more than it has told, so at no time has it
/// more runs than the tenant's grain knows to be granted.
/// </summary>
internal sealed class TenantPermits
{
    // A tenant at its limit is asked for no more often than this, however many runs come: the others are turned away at once.
    private static readonly TimeSpan _afterRefusal = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _afterFailure = TimeSpan.FromSeconds(1);

    private readonly int _block;
    private readonly TimeProvider _clock;
    private readonly Func<int, int, Task<PermitGrant>> _renew;
    private readonly Action<Exception> _report;
    private readonly Action _leave;
    private readonly Lock _gate = new();

    // How many may be in use, above how many are: one word, so that neither changes behind the other's back.
    private long _room;
    private long _leaseEnd = long.MaxValue;
    private int _peak;
    private int _waiting;

    // All of these only under the lock.
    private int _granted;
    private long _quietUntil = long.MinValue;
    private Task<bool>? _asking;
    private bool _isForgotten;
    private bool _isUnreachable;

    /// <summary>None yet.</summary>
    /// <param name="block">How many more to ask for than are needed now.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="renew">Asks the tenant's grain, with how many are in use and how many are wanted.</param>
    /// <param name="report">Told when the grain cannot be reached any more.</param>
    public TenantPermits(int block, TimeProvider clock, Func<int, int, Task<PermitGrant>> renew, Action<Exception> report)
    {
        _block = block;
        _clock = clock;
        _renew = renew;
        _report = report;
        _leave = () => Interlocked.Decrement(ref _room);
    }

    /// <summary>How many are in use.</summary>
    public int Running => InUse(Volatile.Read(ref _room));

    /// <summary>Lets one in if there is room.</summary>
    public RunPermit? TryEnter()
    {
        var room = Volatile.Read(ref _room);
        while (InUse(room) < Allowed(room) && _clock.GetTimestamp() < Volatile.Read(ref _leaseEnd))
        {
            var seen = Interlocked.CompareExchange(ref _room, room + 1, room);
            if (seen == room)
            {
                // Two at once may lose one of the two; it is only an estimate.
                if (InUse(room) >= _peak)
                {
                    _peak = InUse(room) + 1;
                }

                return new RunPermit(_leave);
            }

            room = seen;
        }

        return null;
    }

    /// <summary>Waits for what was asked of the grain, and asks if nothing was.</summary>
    /// <returns>True if there may be room now; false if the grain has refused, just now or a moment ago.</returns>
    public async ValueTask<bool> WaitForRoomAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            return Ask() is { } asking && await asking.WaitAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Extends the lease of what is needed, and gives back the rest.</summary>
    /// <param name="forget">Called when nothing is held nor used any more; this object is not used after that.</param>
    public Task? Renew(Action forget)
    {
        lock (_gate)
        {
            if (_asking is not null || _isForgotten)
            {
                return _asking;
            }

            EndLease();
            var peak = Math.Max(Interlocked.Exchange(ref _peak, 0), InUse(Volatile.Read(ref _room)));
            var isIdle = peak == 0 && Volatile.Read(ref _waiting) == 0;
            if (isIdle && _granted == 0)
            {
                // First out of the gate's sight, so that whoever meets this object finds another one there.
                forget();
                _isForgotten = true;
                return null;
            }

            return StartToAsk(isIdle ? 0 : peak + _block);
        }
    }

    private Task<bool>? Ask()
    {
        lock (_gate)
        {
            if (_asking is not null)
            {
                return _asking;
            }

            EndLease();
            var room = Volatile.Read(ref _room);
            if (_isForgotten || InUse(room) < Allowed(room))
            {
                return Task.FromResult(true);
            }

            return _clock.GetTimestamp() < _quietUntil ? null : StartToAsk(InUse(room) + Volatile.Read(ref _waiting) + _block);
        }
    }

    // Beside the caller, who may give up while others wait, and may be a grain.
    private Task<bool> StartToAsk(int wanted)
    {
        var inUse = AllowOnlyWhatIsInUse();
        return _asking = Task.Run(() => AskAsync(inUse, wanted));
    }

    private async Task<bool> AskAsync(int inUse, int wanted)
    {
        var sent = _clock.GetTimestamp();
        try
        {
            var grant = await _renew(inUse, wanted);
            var isRefused = grant.Permits <= inUse && inUse < wanted;
            lock (_gate)
            {
                _granted = grant.Permits;
                Volatile.Write(ref _leaseEnd, sent + Ticks(grant.Lease));
                _quietUntil = isRefused ? _clock.GetTimestamp() + Ticks(_afterRefusal) : long.MinValue;
                _isUnreachable = false;
                Finish();
            }

            return !isRefused;
        }
        catch (Exception failure)
        {
            // Whatever it is, runs go on with what was granted last.
            lock (_gate)
            {
                _quietUntil = _clock.GetTimestamp() + Ticks(_afterFailure);
                if (!_isUnreachable)
                {
                    _isUnreachable = true;
                    _report(failure);
                }

                Finish();
            }

            return false;
        }
    }

    private void Finish()
    {
        _asking = null;
        var room = Volatile.Read(ref _room);
        for (long seen; (seen = Interlocked.CompareExchange(ref _room, Room(_granted, InUse(room)), room)) != room;)
        {
            room = seen;
        }
    }

    // From here on the others may have what this node had; but what runs, runs, and may be replaced.
    private void EndLease()
    {
        if (_clock.GetTimestamp() >= _leaseEnd)
        {
            _granted = Math.Min(_granted, AllowOnlyWhatIsInUse());
            Volatile.Write(ref _leaseEnd, long.MaxValue);
        }
    }

    private int AllowOnlyWhatIsInUse()
    {
        var room = Volatile.Read(ref _room);
        for (long seen; (seen = Interlocked.CompareExchange(ref _room, Room(Math.Min(Allowed(room), InUse(room)), InUse(room)), room)) != room;)
        {
            room = seen;
        }

        return InUse(room);
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _clock.TimestampFrequency);

    private static long Room(int allowed, int inUse) => ((long)allowed << 32) | (uint)inUse;

    private static int Allowed(long room) => (int)(room >> 32);

    private static int InUse(long room) => (int)room;
}
