using System.Collections.Immutable;

namespace SkillFlaw.Graph.Values;

/// <summary>One user message as a prompt made it: its text, and the images of the messages that were filled in.</summary>
/// <param name="Text">The rendered template.</param>
/// <param name="Images">Paths in the file store, in the order of the variables.</param>
[GenerateSerializer, Immutable, Alias("chat-prompt")]
public sealed record ChatPrompt([property: Id(0)] string Text, [property: Id(1)] ImmutableArray<string> Images)
{
    /// <summary>Equal text and images.</summary>
    public bool Equals(ChatPrompt? other) =>
        other is not null && Text == other.Text && Images.AsSpan().SequenceEqual(other.Images.AsSpan());

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Text, Images.Length);
}
