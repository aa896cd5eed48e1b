using System.Text;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.WebApi.Responses;

/// <summary>Takes out of messages and tokens, which say the same things more than once, what is new (semantics section 3.3).</summary>
/// <param name="input">What was said to the flow: a message that repeats it says nothing.</param>
internal sealed class StreamedText(string input)
{
    private readonly Dictionary<Guid, Shown> _shown = [];

    /// <summary>What a message that was stored, or replaced, adds. One that is complete adds nothing: it comes after its tokens.</summary>
    public string Of(Message message)
    {
        if (message is not { Id: { } id, Text.Length: > 0, Sender: Message.Machine or "AI" or "Agent", SenderName: "AI" or "Agent" }
            || message.Properties.State == MessageProperties.Complete || message.Text == input)
        {
            return "";
        }

        var shown = ShownOf(id);
        var before = shown.Text.ToString();
        shown.Text.Clear().Append(message.Text);
        return message.Text.StartsWith(before, StringComparison.Ordinal) ? message.Text[before.Length..] : message.Text;
    }

    /// <summary>What a piece of a message's text adds. The first one may have come with the message.</summary>
    public string Of(Guid messageId, string token)
    {
        var shown = ShownOf(messageId);
        var isRepeated = !shown.HasTokens && shown.Text.Equals(token);
        shown.HasTokens = true;
        if (isRepeated)
        {
            return "";
        }

        shown.Text.Append(token);
        return token;
    }

    private Shown ShownOf(Guid id) => _shown.TryGetValue(id, out var known) ? known : _shown[id] = new Shown();

    private sealed class Shown
    {
        public StringBuilder Text { get; } = new();

        public bool HasTokens { get; set; }
    }
}
