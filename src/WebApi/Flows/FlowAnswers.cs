using System.Text.Json.Serialization;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Flows;

/// <summary>What a list shows of a flow: its document only where it is a saved component.</summary>
internal sealed record FlowHeader
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public Guid? ProjectId { get; init; }

    /// <summary>The project, as Langflow calls it.</summary>
    public Guid? FolderId => ProjectId;

    public bool IsComponent { get; init; }

    public string? EndpointName { get; init; }

    public string? Description { get; init; }

    public RawJson Data { get; init; }

    public string AccessType { get; init; } = "";

    public RawJson Tags { get; init; }

    public bool McpEnabled { get; init; }

    public string? ActionName { get; init; }

    public string? ActionDescription { get; init; }
}

/// <summary>A page of flows.</summary>
internal sealed record FlowPage(IAsyncEnumerable<FlowAnswer> Items, int Total, int Page, int Size, int Pages);

/// <summary>What a deletion gives.</summary>
internal sealed record FlowDeleted(string Message);

/// <summary>What the deletion of several flows gives.</summary>
internal sealed record FlowsDeleted(int Deleted);

/// <summary>A flow to begin with.</summary>
internal sealed record StarterProject(RawJson Data, bool IsComponent, string Name, string Description, string EndpointName);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(FlowAnswer))]
[JsonSerializable(typeof(IReadOnlyList<FlowAnswer>))]
[JsonSerializable(typeof(IAsyncEnumerable<FlowAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<FlowHeader>))]
[JsonSerializable(typeof(FlowPage))]
[JsonSerializable(typeof(FlowDeleted))]
[JsonSerializable(typeof(FlowsDeleted))]
[JsonSerializable(typeof(IReadOnlyList<StarterProject>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class FlowJson : JsonSerializerContext;
