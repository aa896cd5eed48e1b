using System.Collections.Immutable;
using OpenAI.Chat;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.LanguageModels;

/// <summary>What a model answered.</summary>
/// <param name="Text">The text; empty where it only calls tools.</param>
/// <param name="ToolCalls">The tools that it wants to be called.</param>
/// <param name="Usage">The tokens that it took, where the provider says.</param>
public sealed record ChatAnswer(string Text, ImmutableArray<ChatToolCall> ToolCalls, ChatTokenUsage? Usage)
{
    /// <summary>The answer as a message of the next request.</summary>
    public AssistantChatMessage ToMessage()
    {
        if (ToolCalls.IsEmpty)
        {
            return new AssistantChatMessage(Text);
        }

        var message = new AssistantChatMessage(ToolCalls);
        if (Text.Length > 0)
        {
            message.Content.Add(ChatMessageContentPart.CreateTextPart(Text));
        }

        return message;
    }

    /// <summary>The tokens for the log of a vertex, or null.</summary>
    public ObjectValue? UsageFields() => Usage is null ? null : FlowValue.Of(
        ("input_tokens", FlowValue.Of((long)Usage.InputTokenCount)),
        ("output_tokens", FlowValue.Of((long)Usage.OutputTokenCount)),
        ("total_tokens", FlowValue.Of((long)Usage.TotalTokenCount)));
}

/// <summary>A part of an answer that is being made: a piece of its text, and after the last the whole.</summary>
/// <param name="Text">The piece; empty in the last.</param>
/// <param name="Whole">All of the answer; null but in the last.</param>
public readonly record struct ChatPiece(string Text, ChatAnswer? Whole);
