namespace SkillFlaw.Graph.Flows;

/// <summary>A flow that cannot be loaded. The message is a sentence for the user and names the node where there is one.</summary>
[GenerateSerializer, Alias("invalid-flow")]
public sealed class InvalidFlowException : Exception
{
    /// <summary>An error with its sentence and, where one is at fault, the id of the node.</summary>
    public InvalidFlowException(string message, string? vertexId = null, Exception? cause = null) : base(message, cause) =>
        VertexId = vertexId;

    /// <summary>The id of the node at fault; null where it is the document.</summary>
    [Id(0)]
    public string? VertexId { get; }
}
