using SkillFlaw.Graph;
using SkillFlaw.Graph.Runs;
using SkillFlaw.Graph.Values;
using SkillFlaw.Graph.Wire;

namespace SkillFlaw.Grains.Builds;

/// <summary>What a session is told of a component that has failed (semantics section 4.6).</summary>
internal static class ErrorMessage
{
    // What the wire has there is the class of a Python exception.
    private const string Kind = "ComponentError";

    /// <summary>The message of a failure. Only what was said for the user is in it.</summary>
    public static Message Of(Vertex vertex, Exception? failure, Guid flowId, string sessionId, DateTimeOffset time)
    {
        var name = vertex.Definition.DisplayName;
        var reason = failure is VertexFailedException known ? known.Reason : "An unknown error occurred.";
        return new Message(reason + "\n")
        {
            Id = Guid.CreateVersion7(),
            Sender = name,
            SenderName = name,
            SessionId = sessionId,
            FlowId = flowId.ToString(),
            Timestamp = time,
            Category = Message.ErrorCategory,
            Properties = new MessageProperties
            {
                TextColor = "red",
                BackgroundColor = "red",
                Icon = "error",
                Source = new MessageSource(vertex.Id, name, name),
            },
            ContentBlocks = ErrorBlock.Of(Kind, name, reason),
        };
    }
}
