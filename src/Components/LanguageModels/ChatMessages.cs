using System.Collections.Immutable;
using OpenAI.Chat;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>The messages of a request to a model (flow-format section 10, last paragraph, and 15).</summary>
internal static class ChatMessages
{
    /// <summary>The system's message if there is one, and the input.</summary>
    /// <exception cref="ComponentException">Both are empty, or an image cannot be read.</exception>
    public static async ValueTask<List<ChatMessage>> CreateAsync(
        string system, Message? input, IComponentHost host, CancellationToken cancellationToken)
    {
        var messages = new List<ChatMessage>(2);
        if (system.Length > 0)
        {
            messages.Add(new SystemChatMessage(system));
        }

        if (input is not null && await ToMessageAsync(input, host, cancellationToken) is { } message)
        {
            messages.Add(message);
        }

        return messages.Count > 0 ? messages : throw new ComponentException("The message you want to send to the model is empty.");
    }

    /// <summary>
    /// A message as its sender said it: a person, or else a model. What a prompt made is a person's. Null for one without content.
    /// </summary>
    public static async ValueTask<ChatMessage?> ToMessageAsync(Message message, IComponentHost host, CancellationToken cancellationToken)
    {
        if (message.Prompt is { } prompt)
        {
            return await ToUserMessageAsync(prompt.Text, prompt.Images, host, cancellationToken);
        }

        if (string.IsNullOrEmpty(message.Sender) || message.Sender == Message.User)
        {
            return await ToUserMessageAsync(message.Text, message.Files, host, cancellationToken);
        }

        return message.Text.Length > 0 ? new AssistantChatMessage(message.Text) : null;
    }

    private static async ValueTask<ChatMessage?> ToUserMessageAsync(
        string text, ImmutableArray<string> files, IComponentHost host, CancellationToken cancellationToken)
    {
        var images = await ChatImages.ReadAsync(files, host, cancellationToken);
        if (images.Count == 0)
        {
            return text.Length > 0 ? new UserChatMessage(text) : null;
        }

        // Some providers refuse an empty text beside the images.
        return new UserChatMessage(text.Length > 0 ? [ChatMessageContentPart.CreateTextPart(text), .. images] : images);
    }
}
