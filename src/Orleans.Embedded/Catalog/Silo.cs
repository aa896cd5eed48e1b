using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>The grains of this process: the directory of activations, the clock that watches over them, start and stop.</summary>
internal sealed partial class Silo : IHostedService, IAsyncDisposable
{
    /// <summary>The step of the coarse clock, and so the resolution of all time limits.</summary>
    private static readonly TimeSpan _tick = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long a chain of calls must have waited for itself before it fails; in milliseconds. A chain with a guessed link, which may be
    /// none, fails after half of its time limit.
    /// </summary>
    private const long CyclePatience = 1_000;

    private readonly ConcurrentDictionary<GrainId, IGrainTarget> _directory = new();
    private readonly GrainCatalog _catalog;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopped = new();
    private readonly long _responseTimeout;
    private readonly long _started;
    private ITimer? _clock;
    private long _now;
    private long _nextCollection;
    private int _sweeping;
    private volatile bool _isStopping;
    private volatile bool _isStopped;

    public Silo(
        GrainCatalog catalog,
        IServiceProvider services,
        TimeProvider time,
        IOptions<GrainCollectionOptions> collection,
        IOptions<SiloMessagingOptions> messaging,
        ILogger<Silo> logger)
    {
        _catalog = catalog;
        _time = time;
        _started = time.GetTimestamp();
        Services = services;
        Logger = logger;
        Collection = collection.Value;
        ResponseTimeout = messaging.Value.ResponseTimeout;
        _responseTimeout = (long)ResponseTimeout.TotalMilliseconds;
        _nextCollection = (long)Collection.CollectionQuantum.TotalMilliseconds;
        Factory = new GrainFactory(this);
        Validate();
    }

    /// <summary>Milliseconds since the silo was made, in steps of <see cref="_tick"/>: cheap enough to read in every call.</summary>
    internal long Now => Volatile.Read(ref _now);

    internal CallRegistry Calls { get; } = new();

    internal IServiceProvider Services { get; }

    internal ILogger Logger { get; }

    internal TimeProvider Time => _time;

    internal GrainCollectionOptions Collection { get; }

    internal TimeSpan ResponseTimeout { get; }

    internal GrainFactory Factory { get; }

    /// <summary>True when the time to stop in good order is over.</summary>
    internal bool IsStopped => _isStopped;

    /// <summary>False once calls are refused: those from outside as soon as the silo stops, those from grains when its time to stop is over.</summary>
    internal bool Takes(Activation? sender) => !_isStopping || (sender is not null && !_isStopped);

    /// <summary>Cancelled when the time to stop in good order is over.</summary>
    internal CancellationToken Stopped => _stopped.Token;

    internal int ActivationCount => _directory.Count;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _clock = _time.CreateTimer(static state => ((Silo)state!).Tick(), this, _tick, _tick);
        LogStarted(Logger, _catalog.ClassCount);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Refuses calls from outside, lets the grains finish what was accepted and say goodbye, and when
    /// <paramref name="cancellationToken"/> fires fails whatever still waits.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_stopped.IsCancellationRequested)
        {
            return;
        }

        _isStopping = true;
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, "The process is shutting down.");
        try
        {
            // A grain that finishes its work may call one that is gone already and so wake it again.
            while (!_directory.IsEmpty)
            {
                await Task.WhenAll(_directory.Values.Select(target => target.DrainAsync(reason))).WaitAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            LogStoppedEarly(Logger, _directory.Count);
        }

        _isStopped = true;
        await _stopped.CancelAsync();
        if (_clock is not null)
        {
            await _clock.DisposeAsync();
        }

        Calls.Sweep(request => request.Fail(Unavailable()));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(new CancellationToken(canceled: true));
        _stopped.Dispose();
    }

    internal static SiloUnavailableException Unavailable() => new SiloUnavailableException("The local silo is shutting down and takes no more calls.");

    internal TGrain Reference<TGrain>(IdSpan key, string? classNamePrefix)
    {
        var known = _catalog.Find(typeof(TGrain), classNamePrefix);
        return (TGrain)(object)known.CreateProxy(this, known.Class, new GrainId(known.Class.GrainType, key));
    }

    /// <summary>A reference to the same grain by another of its interfaces.</summary>
    internal GrainReference Reference(Type grainInterface, GrainClass grainClass, GrainId grainId) =>
        _catalog.Proxy(grainInterface)(this, grainClass, grainId);

    internal GrainReference Reference(GrainClass grainClass, GrainId grainId) =>
        Reference(grainClass.Interfaces[0], grainClass, grainId);

    /// <summary>The target of a grain id, made if need be. <paramref name="gone"/> is the one that no longer takes calls.</summary>
    internal IGrainTarget Resolve(GrainClass grainClass, GrainId grainId, IGrainTarget? gone)
    {
        if (gone is not null)
        {
            Replace(gone, grainId);
        }

        if (_directory.TryGetValue(grainId, out var target))
        {
            return target;
        }

        return _directory.GetOrAdd(
            grainId,
            static (id, state) => state.Class.MaxWorkers > 0
                ? new StatelessWorkers(state.Silo, state.Class, id)
                : new Activation(state.Silo, state.Class, id),
            (Silo: this, Class: grainClass));
    }

    /// <summary>Takes a target that is gone out of the directory; where calls waited, its successor takes its place.</summary>
    internal void Replace(IGrainTarget gone, GrainId grainId)
    {
        if (gone.Successor is { } successor)
        {
            _directory.TryUpdate(grainId, successor, gone);
        }
        else
        {
            _directory.TryRemove(KeyValuePair.Create(grainId, gone));
        }
    }

    /// <summary>Sends a call on from a target that is gone.</summary>
    internal void Forward(GrainClass grainClass, GrainId grainId, IGrainTarget gone, GrainRequest request)
    {
        var target = gone;
        do
        {
            target = Resolve(grainClass, grainId, target);
        }
        while (!target.TryPost(request));
    }

    internal void LogStreamItemsLost(Exception exception) => LogStreamItemsLost(Logger, exception);

    private void Validate()
    {
        Require(ResponseTimeout > TimeSpan.Zero, nameof(SiloMessagingOptions.ResponseTimeout), "must be positive");
        Require(Collection.CollectionQuantum > TimeSpan.Zero, nameof(Collection.CollectionQuantum), "must be positive");
        Require(Collection.ActivationTimeout > TimeSpan.Zero, nameof(Collection.ActivationTimeout), "must be positive");
        Require(Collection.DeactivationTimeout > TimeSpan.Zero, nameof(Collection.DeactivationTimeout), "must be positive");
        Require(
            Collection.ClassSpecificCollectionAge.Values.Append(Collection.CollectionAge).All(age => age > Collection.CollectionQuantum),
            nameof(Collection.CollectionAge),
            $"must be longer than {nameof(Collection.CollectionQuantum)} ({Collection.CollectionQuantum}), of every class");

        static void Require(bool holds, string option, string rule)
        {
            if (!holds)
            {
                throw new OrleansConfigurationException($"{option} {rule}.");
            }
        }
    }

    private void Tick()
    {
        Volatile.Write(ref _now, (long)_time.GetElapsedTime(_started).TotalMilliseconds);
        if (Interlocked.Exchange(ref _sweeping, 1) != 0)
        {
            return;
        }

        try
        {
            Calls.Sweep(Check);
            if (Now >= _nextCollection)
            {
                _nextCollection = Now + (long)Collection.CollectionQuantum.TotalMilliseconds;
                foreach (var (_, target) in _directory)
                {
                    target.CollectIfIdle(Now);
                }
            }
        }
        finally
        {
            Volatile.Write(ref _sweeping, 0);
        }
    }

    private void Check(GrainRequest request)
    {
        var age = Now - request.SentAt;
        var limit = request.Method.ResponseTimeout is { } own ? (long)own.TotalMilliseconds : _responseTimeout;
        if (limit >= 0 && age >= limit + _tick.TotalMilliseconds)
        {
            request.Fail(new TimeoutException(
                $"Response did not arrive on time in {TimeSpan.FromMilliseconds(limit)} for call {request.Method.FullName} of {request.Target?.GrainId.ToString() ?? "a grain"}."));
        }
        else if (age >= CyclePatience && request.FindCycle(out var guessed) is { } cycle && (!guessed || age >= limit / 2))
        {
            request.Fail(new InvalidOperationException(
                $"These calls wait for each other and would never end: {cycle}. Make a method of the chain [AlwaysInterleave], or call less."));
        }
    }

    [LoggerMessage(LogLevel.Information, "The embedded grain runtime started with {Count} grain classes.")]
    private static partial void LogStarted(ILogger logger, int count);

    [LoggerMessage(LogLevel.Warning, "A stream's subscriber lost items.")]
    private static partial void LogStreamItemsLost(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The time to stop is over; {Count} grains were still busy.")]
    private static partial void LogStoppedEarly(ILogger logger, int count);
}
