using System.Collections.Immutable;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.InputOutput;

/// <summary>What a user says to the flow.</summary>
[Component("ChatInput",
    Category = "input_output",
    DisplayName = "Chat Input",
    Description = "Takes what the user says into the flow.",
    Icon = "MessagesSquare",
    Minimized = true)]
public sealed class ChatInputComponent : Component
{
    /// <summary>What the user says.</summary>
    [Input("input_value", InputKind.Multiline, DisplayName = "Input Text", Info = "The message that goes into the flow.", Types = [])]
    public string InputValue { get; set; } = "";

    /// <summary>Whether the message becomes part of the history.</summary>
    [Input("should_store_message", InputKind.Bool, DisplayName = "Store Messages", Info = "Whether the message is kept in the history.", Advanced = true)]
    public bool ShouldStoreMessage { get; set; } = true;

    /// <summary>Who speaks.</summary>
    [Input("sender", InputKind.Dropdown, DisplayName = "Sender Type", Info = "Who the message is from.", Options = [Message.Machine, Message.User], Advanced = true)]
    public string Sender { get; set; } = Message.User;

    /// <summary>The name to show.</summary>
    [Input("sender_name", InputKind.Text, DisplayName = "Sender Name", Info = "The name that is shown with the message.", Advanced = true)]
    public string SenderName { get; set; } = Message.User;

    /// <summary>The conversation; empty for the run's.</summary>
    [Input("session_id", InputKind.Text, DisplayName = "Session ID", Info = "The conversation. If it is empty, that of the run.", Advanced = true)]
    public string SessionId { get; set; } = "";

    /// <summary>A part of the conversation.</summary>
    [Input("context_id", InputKind.Text, DisplayName = "Context ID", Info = "A part of the conversation, kept apart from the rest.", Advanced = true)]
    public string ContextId { get; set; } = "";

    /// <summary>Files that came with the message.</summary>
    [Input("files", InputKind.File, DisplayName = "Files", Info = "Files that are sent along.", IsList = true, Advanced = true,
        FileTypes = ["csv", "json", "pdf", "txt", "md", "mdx", "yaml", "yml", "xml", "html", "htm", "docx", "py", "sh", "sql", "js", "ts", "tsx", "jpg", "jpeg", "png", "bmp", "image"])]
    public ImmutableArray<string> Files { get; set; } = [];

    /// <summary>A CSS colour.</summary>
    [Input("background_color", InputKind.Text, Older = true)]
    public string BackgroundColor { get; set; } = "";

    /// <summary>An icon.</summary>
    [Input("chat_icon", InputKind.Text, Older = true)]
    public string ChatIcon { get; set; } = "";

    /// <summary>A CSS colour.</summary>
    [Input("text_color", InputKind.Text, Older = true)]
    public string TextColor { get; set; } = "";

    /// <summary>The message, stored where it belongs to a conversation.</summary>
    [Output("message", Method = "message_response", DisplayName = "Chat Message")]
    public async ValueTask<Message> RespondAsync(CancellationToken cancellationToken)
    {
        var message = new Message(InputValue)
        {
            Sender = Sender,
            SenderName = SenderName,
            SessionId = SessionId.Length > 0 ? SessionId : Context.Call.Run.SessionId,
            ContextId = ContextId,
            Files = [.. Files.Where(file => file.Length > 0)],
            FlowId = Context.Call.Run.FlowId,
            Timestamp = Context.Host.Clock.GetUtcNow(),
            Properties = new MessageProperties
            {
                BackgroundColor = OrNull(BackgroundColor),
                Icon = OrNull(ChatIcon),
                TextColor = OrNull(TextColor),
            },
        };

        return ShouldStoreMessage ? await Context.StoreAsync(message, cancellationToken) : message;
    }

    private static string? OrNull(string text) => text.Length > 0 ? text : null;
}
