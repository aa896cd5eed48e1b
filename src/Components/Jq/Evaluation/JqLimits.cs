namespace SkillFlaw.Components.Jq.Evaluation;

/// <summary>What one run of a filter may take. A filter is written by whoever edits a flow, or by a model.</summary>
internal static class JqLimits
{
    /// <summary>Steps of evaluation; copying 8 items or 16 characters costs one too.</summary>
    public const long Steps = 10_000_000;

    /// <summary>How far continuations and scopes may nest, as in recursion that is no tail call.</summary>
    public const int Depth = 100_000;

    /// <summary>How many alternatives may be open at once.</summary>
    public const int Choices = 250_000;

    /// <summary>Characters of one text.</summary>
    public const int TextLength = 10_000_000;

    /// <summary>Items of one list.</summary>
    public const int Items = 5_000_000;

    /// <summary>Values and tens of characters in all outputs together.</summary>
    public const long Output = 2_000_000;

    /// <summary>Characters of the sentence for an error that nobody caught.</summary>
    public const int ErrorLength = 1_000;

    /// <summary>Characters of a filter.</summary>
    public const int FilterLength = 100_000;

    /// <summary>How many names may be visible at one place of a filter: finding the outermost takes a step for each.</summary>
    public const int Names = 400;

    /// <summary>How deep a filter may nest.</summary>
    public const int FilterDepth = 200;

    /// <summary>The longest that regular expressions may take in one run.</summary>
    public static readonly TimeSpan RegexTime = TimeSpan.FromSeconds(2);
}
