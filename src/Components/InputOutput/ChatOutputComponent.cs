using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.InputOutput;

/// <summary>What the flow answers its user.</summary>
[Component("ChatOutput",
    Category = "input_output",
    DisplayName = "Chat Output",
    Description = "Shows a message in the chat.",
    Icon = "MessagesSquare",
    Minimized = true)]
public sealed class ChatOutputComponent : Component
{
    /// <summary>What to show.</summary>
    [Input("input_value", InputKind.Handle, DisplayName = "Inputs", Info = "What is shown as the answer.", Required = true,
        Types = ["Data", "DataFrame", "Message"])]
    public FlowValue InputValue { get; set; } = NullValue.Instance;

    /// <summary>Whether the message becomes part of the history.</summary>
    [Input("should_store_message", InputKind.Bool, DisplayName = "Store Messages", Info = "Whether the message is kept in the history.", Advanced = true)]
    public bool ShouldStoreMessage { get; set; } = true;

    /// <summary>Who speaks.</summary>
    [Input("sender", InputKind.Dropdown, DisplayName = "Sender Type", Info = "Who the message is from.", Options = [Message.Machine, Message.User], Advanced = true)]
    public string Sender { get; set; } = Message.Machine;

    /// <summary>The name to show.</summary>
    [Input("sender_name", InputKind.Text, DisplayName = "Sender Name", Info = "The name that is shown with the message.", Advanced = true)]
    public string SenderName { get; set; } = "AI";

    /// <summary>The conversation; empty for that of the message or the run.</summary>
    [Input("session_id", InputKind.Text, DisplayName = "Session ID", Info = "The conversation. If it is empty, that of the message or of the run.", Advanced = true)]
    public string SessionId { get; set; } = "";

    /// <summary>A part of the conversation.</summary>
    [Input("context_id", InputKind.Text, DisplayName = "Context ID", Info = "A part of the conversation, kept apart from the rest.", Advanced = true)]
    public string ContextId { get; set; } = "";

    /// <summary>Kept for the editor; it has no effect.</summary>
    [Input("data_template", InputKind.Text, DisplayName = "Data Template", Info = "How a record becomes a text. It has no effect any more.", Advanced = true)]
    public string DataTemplate { get; set; } = "{text}";

    /// <summary>Whether the tables of a list lose their empty rows.</summary>
    [Input("clean_data", InputKind.Bool, DisplayName = "Basic Clean Data", Info = "Whether empty rows of tables in a list are left out.", Advanced = true)]
    public bool CleanData { get; set; } = true;

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
    [Output("message", Method = "message_response", DisplayName = "Output Message")]
    public async ValueTask<Message> RespondAsync(CancellationToken cancellationToken)
    {
        var text = ConvertToText();

        // Next to a ChatInput the message is what the user has said; it must stay theirs.
        var incoming = Context.Call.Neighbours.FollowsChatInput ? null : InputValue as Message;
        var basis = incoming ?? new Message();
        var message = basis with
        {
            Text = text,
            Sender = Sender,
            SenderName = SenderName,
            SessionId = FirstNonEmpty(SessionId, basis.SessionId, Context.Call.Run.SessionId),
            ContextId = ContextId,
            FlowId = Context.Call.Run.FlowId,
            Timestamp = basis.Timestamp ?? Context.Host.Clock.GetUtcNow(),
            Properties = basis.Properties with
            {
                Source = Context.Call.Neighbours.Producer ?? MessageSource.None,
                BackgroundColor = BackgroundColor.Length > 0 ? BackgroundColor : basis.Properties.BackgroundColor,
                Icon = ChatIcon.Length > 0 ? ChatIcon : basis.Properties.Icon,
                TextColor = TextColor.Length > 0 ? TextColor : basis.Properties.TextColor,
            },
        };

        return ShouldStoreMessage ? await Context.StoreAsync(message, cancellationToken) : message;
    }

    private string ConvertToText()
    {
        if (InputValue is ListValue list)
        {
            var wrong = list.Where(item => !IsConvertible(item)).Select(item => FlowValue.Of(PythonTypeName.Of(item))).ToList();
            return wrong.Count == 0
                ? string.Join('\n', list.Select(item => TextForms.SafeConvert(item, CleanData)))
                : throw new ComponentException(
                    $"Expected Data or DataFrame or Message or str, got {PythonText.Repr(FlowValue.Of(wrong))}");
        }

        return InputValue is NullValue || IsConvertible(InputValue)
            ? TextForms.SafeConvert(InputValue)
            : throw new ComponentException(
                $"Expected Data or DataFrame or Message or str, Generator or None, got {PythonTypeName.Of(InputValue)}");
    }

    private static bool IsConvertible(FlowValue value) => value is TextValue or Message or Data or DataFrame;

    private static string FirstNonEmpty(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (text.Length > 0)
            {
                return text;
            }
        }

        return "";
    }
}
