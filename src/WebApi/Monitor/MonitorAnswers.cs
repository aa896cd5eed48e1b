using System.Text.Json.Serialization;
using SkillFlaw.Storage.Monitoring;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>The builds of a flow's vertices, by vertex (semantics section 5.1).</summary>
internal sealed record VertexBuildsAnswer(IReadOnlyDictionary<string, IReadOnlyList<VertexBuildAnswer>> VertexBuilds)
{
    public static VertexBuildsAnswer Of(IEnumerable<VertexBuild> builds) => new(
        builds.GroupBy(build => build.VertexId).ToDictionary(
            vertex => vertex.Key, IReadOnlyList<VertexBuildAnswer> (vertex) => [.. vertex.Select(VertexBuildAnswer.Of)]));
}

/// <summary>What a vertex gave in a build.</summary>
internal sealed record VertexBuildAnswer
{
    [JsonConverter(typeof(ZuluTime))]
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>The vertex.</summary>
    public required string Id { get; init; }

    public required RawJson Data { get; init; }

    public required RawJson Artifacts { get; init; }

    public required string Params { get; init; }

    public required bool Valid { get; init; }

    public required Guid FlowId { get; init; }

    public required Guid BuildId { get; init; }

    public static VertexBuildAnswer Of(VertexBuild build) => new()
    {
        Timestamp = build.Timestamp,
        Id = build.VertexId,
        Data = new RawJson(build.Data),
        Artifacts = new RawJson(build.Artifacts),
        Params = build.Params,
        Valid = build.Valid,
        FlowId = build.FlowId,
        BuildId = build.JobId,
    };
}

/// <summary>A page of executions (semantics section 5.4).</summary>
internal sealed record TransactionPage(IReadOnlyList<TransactionAnswer> Items, int Total, int Page, int Size, int Pages);

/// <summary>One execution of a vertex.</summary>
internal sealed record TransactionAnswer
{
    public required Guid Id { get; init; }

    [JsonConverter(typeof(NaiveTime))]
    public required DateTimeOffset Timestamp { get; init; }

    public required string VertexId { get; init; }

    public string? TargetId { get; init; }

    public required RawJson Inputs { get; init; }

    public required RawJson Outputs { get; init; }

    /// <summary>success or error.</summary>
    public required string Status { get; init; }

    public static TransactionAnswer Of(Transaction transaction) => new()
    {
        Id = transaction.Id,
        Timestamp = transaction.Timestamp,
        VertexId = transaction.VertexId,
        TargetId = transaction.TargetId,
        Inputs = new RawJson(transaction.Inputs),
        Outputs = transaction.Outputs is null ? RawJson.Null : new RawJson(transaction.Outputs),
        Status = transaction.Succeeded ? "success" : "error",
    };
}

/// <summary>What the deletion of several sessions gives.</summary>
internal sealed record SessionsDeleted(string Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(VertexBuildsAnswer))]
[JsonSerializable(typeof(TransactionPage))]
[JsonSerializable(typeof(MonitorMessage))]
[JsonSerializable(typeof(IAsyncEnumerable<MonitorMessage>))]
[JsonSerializable(typeof(MessageNotes))]
[JsonSerializable(typeof(MessageSessionAnswer))]
[JsonSerializable(typeof(IReadOnlyList<MessageSessionAnswer>))]
[JsonSerializable(typeof(SessionsDeleted))]
internal sealed partial class MonitorJson : JsonSerializerContext;
