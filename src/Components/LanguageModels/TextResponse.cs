using OpenAI.Chat;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>
/// The text of a model as a component's output. Where the user watches, which is in front of a ChatOutput, it is shown piece by piece in a
/// message that is stored (flow-format section 15).
/// </summary>
/// <param name="context">The component's.</param>
/// <param name="icon">The component's, for the message.</param>
internal sealed class TextResponse(ComponentContext context, string icon)
{
    public async ValueTask<Message> CreateAsync(
        LanguageModel model, Secret? ownKey, string system, Message? input, bool stream, CancellationToken cancellationToken)
    {
        var chat = await ChatModel.ConnectAsync(model, context.Host, ownKey, cancellationToken);
        var messages = await ChatMessages.CreateAsync(system, input, context.Host, cancellationToken);
        if (stream && context.Call.Neighbours.LeadsToChatOutput && context.Call.Run.SessionId.Length > 0)
        {
            return await StreamAsync(chat, model, messages, cancellationToken);
        }

        var answer = await chat.AnswerAsync(messages, [], cancellationToken);
        Log(answer);
        return new Message(answer.Text);
    }

    private async ValueTask<Message> StreamAsync(
        ChatModel chat, LanguageModel model, List<ChatMessage> messages, CancellationToken cancellationToken)
    {
        var message = Partial(model);
        try
        {
            await foreach (var piece in chat.StreamAsync(messages, [], cancellationToken))
            {
                if (piece.Whole is { } answer)
                {
                    Log(answer);
                    message = message with
                    {
                        Text = answer.Text,
                        Properties = message.Properties with { State = MessageProperties.Complete },
                    };
                    break;
                }

                if (message.Id is null)
                {
                    // Not before there is something to show: a call that is refused leaves no trace in the conversation.
                    message = await context.StoreAsync(message, cancellationToken);
                }

                if (message.Id is { } id)
                {
                    await context.Host.SendTokenAsync(id, piece.Text, cancellationToken);
                }
            }

            if (message.Id is null)
            {
                return await context.StoreAsync(message, cancellationToken);
            }

            // Its pieces were shown; the output that follows shows the whole (semantics section 4.5).
            await context.Host.UpdateMessageAsync(message, cancellationToken);
            return message;
        }
        catch when (message.Id is not null)
        {
            // Also when the run is given up: half an answer is none.
            await context.Host.RemoveMessageAsync(message.Id.Value, CancellationToken.None);
            throw;
        }
    }

    private Message Partial(LanguageModel model) => new()
    {
        Sender = Message.Machine,
        SenderName = "AI",
        SessionId = context.Call.Run.SessionId,
        Properties = new MessageProperties
        {
            Icon = icon,
            State = MessageProperties.Partial,
            Source = new MessageSource(context.Call.VertexId, context.Call.DisplayName, model.Model),
        },
    };

    private void Log(ChatAnswer answer)
    {
        if (answer.UsageFields() is { } usage)
        {
            context.Log("Token Usage", usage);
        }
    }
}
