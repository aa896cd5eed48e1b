using System.Collections.Immutable;
using SkillFlaw.Components.Templates;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.ModelsAndAgents;

/// <summary>Reads what was said before in a conversation, or adds to it.</summary>
[Component("Memory",
    Aliases = ["MemoryComponent", "Chat Memory", "Message History"],
    Category = "models_and_agents",
    DisplayName = "Message History",
    Description = "Reads the messages of a conversation, or stores one.",
    Icon = "message-square-more")]
public sealed class MemoryComponent : Component
{
    private const string Both = "Machine and User";
    private const string Store = "Store";

    /// <summary>Whether to read or to store; which of it is done, the outputs decide.</summary>
    [Input("mode", InputKind.Tab, DisplayName = "Mode", Info = "Whether messages are read or stored.", Options = ["Retrieve", Store], RealTimeRefresh = true)]
    public string Mode { get; set; } = "Retrieve";

    /// <summary>The text to store.</summary>
    [Input("message", InputKind.Text, DisplayName = "Message", Info = "The message to store.", ToolMode = true, Hidden = true)]
    public string Text { get; set; } = "";

    /// <summary>Another history than that of the session.</summary>
    [Input("memory", InputKind.Handle, DisplayName = "External Memory", Info = "A history to use instead of the server's own.", Types = ["Memory"], Advanced = true)]
    public FlowValue? Memory { get; set; }

    /// <summary>Whose messages to read.</summary>
    [Input("sender_type", InputKind.Dropdown, DisplayName = "Sender Type", Info = "Whose messages are read.", Options = [Message.Machine, Message.User, Both], Advanced = true)]
    public string SenderType { get; set; } = Both;

    /// <summary>Who says what is stored. In older files it is what <see cref="SenderType"/> is now.</summary>
    [Input("sender", InputKind.Text, DisplayName = "Sender", Info = "Who the stored message is from: Machine or User.", Advanced = true)]
    public string Sender { get; set; } = "";

    /// <summary>The name to look for, or to store.</summary>
    [Input("sender_name", InputKind.Text, DisplayName = "Sender Name", Info = "Only messages of this name.", Advanced = true, Hidden = true)]
    public string SenderName { get; set; } = "";

    /// <summary>How many messages to read; null for as many as can be read.</summary>
    [Input("n_messages", InputKind.Integer, DisplayName = "Number of Messages", Info = "How many messages are read.", Advanced = true)]
    public long? Count { get; set; } = 100;

    /// <summary>The conversation; empty for the run's.</summary>
    [Input("session_id", InputKind.Text, DisplayName = "Session ID", Info = "The conversation. If it is empty, that of the run.", Advanced = true)]
    public string SessionId { get; set; } = "";

    /// <summary>A part of the conversation.</summary>
    [Input("context_id", InputKind.Text, DisplayName = "Context ID", Info = "A part of the conversation, kept apart from the rest.", Advanced = true)]
    public string ContextId { get; set; } = "";

    /// <summary>Oldest or newest first.</summary>
    [Input("order", InputKind.Dropdown, DisplayName = "Order", Info = "Whether the oldest or the newest message comes first.",
        Options = ["Ascending", "Descending"], Required = true, ToolMode = true, Advanced = true)]
    public string Order { get; set; } = "Ascending";

    /// <summary>How a message is written; the names are the fields of messages.</summary>
    [Input("template", InputKind.Multiline, DisplayName = "Template", Info = "How each message is written. {text}, {sender} and the other fields of a message may be used.",
        Advanced = true, Hidden = true)]
    public string Template { get; set; } = "{sender_name}: {text}";

    /// <summary>A line for each message.</summary>
    [Output("messages_text", Method = "retrieve_messages_as_text", DisplayName = "Message")]
    public async ValueTask<Message> ReadTextAsync(CancellationToken cancellationToken)
    {
        var template = FormatTemplate.Parse(Template);
        var messages = await ReadAsync(cancellationToken);
        return new Message(string.Join('\n', messages.Select(message => Render(template, message))));
    }

    /// <summary>A row for each message.</summary>
    [Output("dataframe", Method = "retrieve_messages_dataframe", DisplayName = "Dataframe")]
    public async ValueTask<DataFrame> ReadTableAsync(CancellationToken cancellationToken) =>
        DataFrame.FromRecords((await ReadAsync(cancellationToken)).Select(message => message.ToFields()));

    /// <summary>The messages themselves.</summary>
    [Output("messages", Method = "retrieve_messages", DisplayName = "Messages (Data)", Types = ["Data"], Older = true)]
    public async ValueTask<ListValue> ReadMessagesAsync(CancellationToken cancellationToken) => FlowValue.Of(await ReadAsync(cancellationToken));

    /// <summary>The history, for a component that reads it itself.</summary>
    [Output("lc_memory", Method = "build_lc_memory", DisplayName = "Memory", Types = ["BaseChatMemory"], Older = true)]
    public ChatMemory Describe() => Source;

    /// <summary>Stores the message, and gives it as it is stored. The editor offers this instead of the others in the mode "Store".</summary>
    /// <exception cref="ComponentException">It belongs to no conversation.</exception>
    [Output("stored_messages", Method = "store_message", DisplayName = "Stored Messages", Hidden = true, Older = true)]
    public async ValueTask<Message> StoreAsync(CancellationToken cancellationToken)
    {
        var source = Source;
        if (source.SessionId.Length == 0)
        {
            throw new ComponentException("No messages were stored. Please ensure that the session ID and sender are properly set.");
        }

        var message = new Message(Text)
        {
            SessionId = source.SessionId,
            ContextId = source.ContextId,
            Sender = Sender.Length > 0 ? Sender : Message.Machine,
            SenderName = SenderName.Length > 0 ? SenderName : "AI",
            FlowId = Context.Call.Run.FlowId,
            Timestamp = Context.Host.Clock.GetUtcNow(),
        };

        // Not the context's way of storing: a message is kept wherever this component stands.
        var stored = await Context.Host.StoreMessageAsync(message, cancellationToken);
        Context.Status = stored;
        return stored;
    }

    private ChatMemory Source => Memory switch
    {
        null or TextValue { Value.Length: 0 } => new ChatMemory(SessionId.Length > 0 ? SessionId : Context.Call.Run.SessionId, ContextId),
        ChatMemory memory => memory with { SessionId = memory.SessionId.Length > 0 ? memory.SessionId : Context.Call.Run.SessionId },
        var other => throw new ComponentException(
            $"The external memory is a {PythonTypeName.Of(other)}, and this server can only use a message history there."),
    };

    // Files from before there was a sender_type have it in the field "sender".
    private string? FindSender()
    {
        var sender = Context.Call.Parameters.Any(parameter => parameter.Name == "sender_type") ? SenderType : Sender;
        return sender is Message.Machine or Message.User ? sender : null;
    }

    private async ValueTask<ImmutableArray<Message>> ReadAsync(CancellationToken cancellationToken)
    {
        var source = Source;
        if (Count is <= 0 || source.SessionId.Length == 0)
        {
            return [];
        }

        var all = new MessageQuery { SessionId = source.SessionId, ContextId = source.ContextId };
        var count = (int)Math.Min(Count ?? all.Limit, all.Limit);
        var isDescending = Order == "Descending";
        var sender = FindSender();
        if (Memory is ChatMemory)
        {
            var last = await Context.Host.ReadMessagesAsync(all with { Limit = count }, cancellationToken);
            return [.. (isDescending ? last.Reverse() : last).Where(message => sender is null || message.Sender == sender)];
        }

        // The last ones in the chosen order: of a descending history, these are the oldest.
        var query = all with { Sender = sender, SenderName = SenderName.Length > 0 ? SenderName : null };
        return isDescending
            ? [.. (await Context.Host.ReadMessagesAsync(query, cancellationToken)).Take(count).Reverse()]
            : await Context.Host.ReadMessagesAsync(query with { Limit = count }, cancellationToken);
    }

    private static string Render(FormatTemplate template, Message message)
    {
        var fields = message.ToFields();
        return template.Render(name => name == "data" ? fields : fields.Find(name) ?? TextValue.Empty);
    }
}
