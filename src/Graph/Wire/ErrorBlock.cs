using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>What stands above the text of a message that tells of a failure (semantics sections 4.5 and 4.6).</summary>
public static class ErrorBlock
{
    /// <summary>The content blocks of such a message. Only what was said for the user is in it.</summary>
    /// <param name="kind">What failed; the wire has the class of a Python exception there.</param>
    /// <param name="component">What the user calls the component that has failed; null for none.</param>
    /// <param name="reason">Why, in words for the user.</param>
    public static ListValue Of(string kind, string? component, string reason) => FlowValue.Of([FlowValue.Of(
        ("title", FlowValue.Of("Error")),
        ("contents", FlowValue.Of([FlowValue.Of(
            ("type", FlowValue.Of("error")),
            ("duration", NullValue.Instance),
            ("header", ObjectValue.Empty),
            ("component", FlowValue.Of(component)),
            ("field", NullValue.Instance),
            ("reason", FlowValue.Of($"**{kind}**\n - **Details: {reason}**\n")),
            ("solution", NullValue.Instance),
            ("traceback", NullValue.Instance))])),
        ("allow_markdown", FlowValue.Of(true)),
        ("media_url", NullValue.Instance))]);
}
