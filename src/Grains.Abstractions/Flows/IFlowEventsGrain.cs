using System.Collections.Immutable;
using Orleans.Concurrency;

namespace SkillFlaw.Grains.Flows;

/// <summary>
/// What happens in a flow, for who follows it at that moment. The key is a <see cref="FlowKey"/>. Nothing is stored, and only what is new is kept
/// for a while: who falls behind misses some.
/// </summary>
[Alias("flow-events")]
public interface IFlowEventsGrain : IGrainWithStringKey
{
    /// <summary>Tells of some events.</summary>
    [Alias("publish"), AlwaysInterleave]
    Task Publish(ImmutableArray<FlowEvent> events);

    /// <summary>The events after a number. With nothing new it waits a while, and then answers with nothing.</summary>
    /// <param name="after">The number; negative to hear at once where to begin.</param>
    /// <param name="cancellationToken">Stops it.</param>
    [Alias("read"), AlwaysInterleave]
    Task<FlowEventPage> Read(long after, CancellationToken cancellationToken);
}

/// <summary>Something that happened in a flow.</summary>
/// <param name="Name">What.</param>
/// <param name="Data">More about it: a JSON object on one line.</param>
[GenerateSerializer, Immutable, Alias("flow-event")]
public sealed record FlowEvent([property: Id(0)] string Name, [property: Id(1)] ImmutableArray<byte> Data);

/// <summary>Some events.</summary>
/// <param name="Last">The number to go on after.</param>
/// <param name="Events">The events.</param>
[GenerateSerializer, Immutable, Alias("flow-event-page")]
public sealed record FlowEventPage([property: Id(0)] long Last, [property: Id(1)] ImmutableArray<FlowEvent> Events);
