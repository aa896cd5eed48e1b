namespace SkillFlaw.Grains.Tenants;

/// <summary>
/// How many runs a tenant may still begin on this node, and how many tokens its models may still take. Its terms come from the tenant's grain
/// every few seconds; between, this decides alone.
/// </summary>
/// <param name="terms">What holds until the grain has said something.</param>
/// <param name="clock">The clock.</param>
internal sealed class TenantBudget(TenantTerms terms, TimeProvider clock)
{
    private readonly long _frequency = clock.TimestampFrequency;

    private readonly Lock _lock = new();

    private TenantTerms _terms = terms;
    private Task? _first;

    // When the next run would be in time, if all came evenly: a second's runs may come at once.
    private long _due = clock.GetTimestamp();
    private long _spent;

    /// <summary>What holds now.</summary>
    public TenantTerms Terms => Volatile.Read(ref _terms);

    /// <summary>When it was last asked for: a timestamp of the clock.</summary>
    public long UsedAt { get; private set; } = clock.GetTimestamp();

    /// <summary>Whether there are tokens left, as far as this node knows.</summary>
    public bool HasTokens => Terms.TokensLeft is not { } left || Interlocked.Read(ref _spent) < left;

    /// <summary>Whether the grain was asked before.</summary>
    public bool IsKnown => _first is { IsCompleted: true };

    /// <summary>Complete once the grain was asked for the first time. One asks for all who come meanwhile.</summary>
    public Task WhenKnown(Func<Task> ask)
    {
        lock (_lock)
        {
            return _first ??= ask();
        }
    }

    /// <summary>Counts a run that begins; false for one too many.</summary>
    public bool TryBegin()
    {
        var now = clock.GetTimestamp();
        UsedAt = now;
        if (!HasTokens)
        {
            return false;
        }

        var perSecond = Terms.RunsPerSecond;
        if (perSecond <= 0)
        {
            return true;
        }

        var step = Math.Max(1, (long)(_frequency / perSecond));
        var ahead = Math.Max(_frequency, step);
        while (true)
        {
            var due = Interlocked.Read(ref _due);
            var next = Math.Max(due, now) + step;
            if (next - now > ahead)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _due, next, due) == due)
            {
                return true;
            }
        }
    }

    /// <summary>After how long a run is in time again.</summary>
    public TimeSpan TimeToNext()
    {
        var perSecond = Terms.RunsPerSecond;
        if (perSecond <= 0)
        {
            return TimeSpan.Zero;
        }

        var step = Math.Max(1, (long)(_frequency / perSecond));
        var wait = Math.Max(Interlocked.Read(ref _due), clock.GetTimestamp()) + step - Math.Max(_frequency, step) - clock.GetTimestamp();
        return TimeSpan.FromSeconds(Math.Max(0, wait) / (double)_frequency);
    }

    /// <summary>Models have taken tokens.</summary>
    public void Spend(long tokens)
    {
        UsedAt = clock.GetTimestamp();
        Interlocked.Add(ref _spent, tokens);
    }

    /// <summary>Tells the grain what was spent.</summary>
    public async Task ReportAsync(Func<long, Task<TenantTerms>> report)
    {
        var spent = Interlocked.Read(ref _spent);
        var terms = await report(spent);
        Volatile.Write(ref _terms, terms);
        Interlocked.Add(ref _spent, -spent);
    }
}
