using System.Collections.Immutable;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Tweaks;

/// <summary>What one run changes of a flow (flow-format section 16).</summary>
[GenerateSerializer, Immutable, Alias("run-inputs")]
public sealed record RunInputs
{
    /// <summary>A run of the flow as it is saved.</summary>
    public static readonly RunInputs None = new();

    /// <summary>
    /// By the id or the display name of a node, an object with values for its fields; every other entry is a value for that field of all
    /// nodes.
    /// </summary>
    [Id(0)]
    public ObjectValue Tweaks { get; init; } = ObjectValue.Empty;

    /// <summary>Values for the input vertices.</summary>
    [Id(1)]
    public ImmutableArray<RunInput> Inputs { get; init; } = [];

    /// <summary>The conversation; empty for none.</summary>
    [Id(2)]
    public string SessionId { get; init; } = "";

    /// <summary>Whether <see cref="SessionId"/> replaces the sessions that are set in the flow, as for a run; otherwise it only fills
    /// empty fields, as for a build in the editor.</summary>
    [Id(3)]
    public bool SessionReplaces { get; init; } = true;

    /// <summary>What every field called <c>stream</c> is set to, unless a tweak for all nodes says something else; null to leave them.</summary>
    [Id(4)]
    public bool? Stream { get; init; }

    /// <summary>Files of the request, for the chat input: paths in the file store.</summary>
    [Id(5)]
    public ImmutableArray<string> Files { get; init; } = [];

    /// <summary>What a webhook was sent, for the field <c>data</c> of all nodes whose id has the word Webhook in it; null for none.</summary>
    [Id(6)]
    public string? WebhookBody { get; init; }
}

/// <summary>A value for input vertices.</summary>
/// <param name="Value">The text.</param>
/// <param name="Components">Ids or display names of the vertices that are meant; empty for all.</param>
/// <param name="Type">chat, text, or any: what the id of the vertex must contain.</param>
[GenerateSerializer, Immutable, Alias("run-input")]
public sealed record RunInput(
    [property: Id(0)] string Value,
    [property: Id(1)] ImmutableArray<string> Components,
    [property: Id(2)] string Type = RunInput.Chat)
{
    /// <summary>The type that means every chat input.</summary>
    public const string Chat = "chat";

    /// <summary>The type that means every input vertex.</summary>
    public const string Any = "any";
}
