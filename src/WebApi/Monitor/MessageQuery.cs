using Microsoft.AspNetCore.Mvc;
using SkillFlaw.Storage.Messages;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.Monitor;

/// <summary>Which messages a list has, in which order. The names are those of the query.</summary>
internal sealed record MessageQuery
{
    private static readonly string[] _columns =
    [
        "id", "timestamp", "sender", "sender_name", "session_id", "context_id", "flow_id", "text", "category", "error", "edit",
    ];

    [FromQuery(Name = "flow_id")]
    public Guid? FlowId { get; init; }

    [FromQuery(Name = "session_id")]
    public string? SessionId { get; init; }

    [FromQuery(Name = "sender")]
    public string? Sender { get; init; }

    [FromQuery(Name = "sender_name")]
    public string? SenderName { get; init; }

    [FromQuery(Name = "order_by")]
    public string? OrderBy { get; init; }

    /// <summary>The session that is asked for; null for any. Clients encode it twice.</summary>
    public string? Session => SessionId is null ? null : Uri.UnescapeDataString(SessionId);

    /// <summary>Ends a request that asks for an order that there is not.</summary>
    /// <exception cref="RequestInvalidException">It does.</exception>
    public void Check() =>
        RequestInvalidException.ThrowIfAny(string.IsNullOrEmpty(OrderBy) ? null : ValidationError.NoneOf("order_by", OrderBy, _columns));

    /// <summary>Those of the messages that are asked for, whatever their session.</summary>
    public IQueryable<StoredMessage> Filter(IQueryable<StoredMessage> messages)
    {
        messages = Sender is null ? messages : messages.Where(message => message.Sender == Sender);
        return SenderName is null ? messages : messages.Where(message => message.SenderName == SenderName);
    }

    /// <summary>The messages in order: as they were stored unless something else is asked for.</summary>
    public IQueryable<StoredMessage> Sort(IQueryable<StoredMessage> messages) => OrderBy switch
    {
        "timestamp" => messages.OrderBy(message => message.Timestamp).ThenBy(message => message.Id),
        "sender" => messages.OrderBy(message => message.Sender).ThenBy(message => message.Id),
        "sender_name" => messages.OrderBy(message => message.SenderName).ThenBy(message => message.Id),
        "session_id" => messages.OrderBy(message => message.SessionId).ThenBy(message => message.Id),
        "context_id" => messages.OrderBy(message => message.ContextId).ThenBy(message => message.Id),
        "flow_id" => messages.OrderBy(message => message.FlowId).ThenBy(message => message.Id),
        "text" => messages.OrderBy(message => message.Text).ThenBy(message => message.Id),
        "category" => messages.OrderBy(message => message.Category).ThenBy(message => message.Id),
        "error" => messages.OrderBy(message => message.Error).ThenBy(message => message.Id),
        "edit" => messages.OrderBy(message => message.Edit).ThenBy(message => message.Id),
        _ => messages.OrderBy(message => message.Id),
    };
}
