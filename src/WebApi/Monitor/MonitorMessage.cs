using System.Text.Json;
using System.Text.Json.Serialization;
using SkillFlaw.Graph.Values;
using SkillFlaw.Graph.Wire;
using SkillFlaw.Storage.Messages;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>A message as the monitor shows one (semantics section 5.2).</summary>
internal sealed record MonitorMessage
{
    public string? Sender { get; init; }

    public string? SenderName { get; init; }

    public required string SessionId { get; init; }

    public string? ContextId { get; init; }

    public string? IpAddress { get; init; }

    public string? FlowVersion { get; init; }

    public required string Text { get; init; }

    public required RawJson Files { get; init; }

    public bool Error { get; init; }

    public bool Edit { get; init; }

    [JsonConverter(typeof(ZuluTime))]
    public DateTimeOffset? StartTime { get; init; }

    [JsonConverter(typeof(ZuluTime))]
    public DateTimeOffset? EndTime { get; init; }

    public required RawJson Properties { get; init; }

    public required string Category { get; init; }

    public required RawJson ContentBlocks { get; init; }

    public required long Id { get; init; }

    public required Guid TenantId { get; init; }

    public required Guid FlowId { get; init; }

    [JsonConverter(typeof(ZuluTime))]
    public required DateTimeOffset Timestamp { get; init; }

    public static MonitorMessage Of(StoredMessage message)
    {
        var notes = MessageNotes.Of(message);
        return new MonitorMessage
        {
            Sender = message.Sender,
            SenderName = message.SenderName,
            SessionId = message.SessionId,
            ContextId = message.ContextId.Length == 0 ? null : message.ContextId,
            IpAddress = notes.IpAddress,
            FlowVersion = notes.FlowVersion,
            Text = message.Text,
            Files = new RawJson(message.Files),
            Error = message.Error,
            Edit = message.Edit,
            StartTime = notes.StartTime,
            EndTime = notes.EndTime,
            Properties = new RawJson(MessageJson.Write(message.ToProperties())),
            Category = message.Category,
            ContentBlocks = new RawJson(ToWire(message)),
            Id = message.Id,
            TenantId = message.TenantId,
            FlowId = message.FlowId,
            Timestamp = message.Timestamp,
        };
    }

    // What is stored is the wire's JSON unless a block holds a value that JSON has no word for.
    private static string ToWire(StoredMessage message) => message.ContentBlocks.Contains("\"$type\"", StringComparison.Ordinal)
        ? message.ToMessage().ContentBlocks.ToJson()
        : message.ContentBlocks;
}

/// <summary>What clients note about a message, and nobody else reads.</summary>
internal sealed record MessageNotes(string? IpAddress, string? FlowVersion, DateTimeOffset? StartTime, DateTimeOffset? EndTime)
{
    public static MessageNotes Of(StoredMessage message) => message.Notes is { } json
        ? JsonSerializer.Deserialize(json, MonitorJson.Default.MessageNotes) ?? _none
        : _none;

    public string? ToJson() => this == _none ? null : JsonSerializer.Serialize(this, MonitorJson.Default.MessageNotes);

    private static readonly MessageNotes _none = new(null, null, null, null);
}
