namespace SkillFlaw.Graph.Runs;

/// <summary>A vertex has failed (flow-format section 12.3). The message may be shown to the caller.</summary>
[GenerateSerializer, Alias("vertex-failed")]
public sealed class VertexFailedException : Exception
{
    /// <summary>A failure with its reason.</summary>
    /// <param name="vertexId">The vertex.</param>
    /// <param name="displayName">What the user calls it.</param>
    /// <param name="reason">Why, in words for the user.</param>
    /// <param name="cause">What was thrown.</param>
    public VertexFailedException(string vertexId, string displayName, string reason, Exception? cause = null)
        : base($"Error building Component {displayName}: \n\n{reason}", cause)
    {
        VertexId = vertexId;
        DisplayName = displayName;
        Reason = reason;
    }

    /// <summary>The vertex.</summary>
    [Id(0)]
    public string VertexId { get; }

    /// <summary>What the user calls it.</summary>
    [Id(1)]
    public string DisplayName { get; }

    /// <summary>Why, without the words around it.</summary>
    [Id(2)]
    public string Reason { get; }

    /// <summary>Whether it may go well another time: the other side did not answer, or had too much to do.</summary>
    [Id(3)]
    public bool MayPass { get; init; }
}
