using System.Threading.Channels;

namespace SkillFlaw.Grains.Flows;

/// <summary>Who follows flows on this node.</summary>
public interface IFlowFollowers
{
    /// <summary>Begins to follow a flow: what happens in it after this ends, on whichever node, comes into the channel.</summary>
    /// <param name="flow">The flow.</param>
    /// <param name="until">Ends it, and the channel.</param>
    /// <returns>A queue of 100 events. Those that come while it is full are dropped.</returns>
    Task<ChannelReader<FlowEvent>> FollowAsync(FlowKey flow, CancellationToken until);
}
