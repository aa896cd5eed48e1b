using System.Text.RegularExpressions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

/// <summary>Values as the text that a person or a model is to read.</summary>
public static partial class TextForms
{
    /// <summary>
    /// The text of a value as the chat shows it (<c>safe_convert</c> of flow-format section 10): a message is its text, a record a block of
    /// JSON, a table a markdown table, anything else what Python prints, with its empty lines collapsed.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="cleanData">Whether empty rows and blank lines of a table are left out.</param>
    /// <exception cref="InvalidValueException">The value is null.</exception>
    public static string SafeConvert(FlowValue value, bool cleanData = false) => value switch
    {
        NullValue => throw new InvalidValueException("Input data cannot be None"),
        Message message => message.Text,
        Data data => $"```json\n{data.Fields.ToJson(2)}\n```",
        DataFrame frame => MarkdownTable.Write(cleanData ? Clean(frame) : frame),
        _ => Clean(PythonText.Str(value)),
    };

    /// <summary>Empties lines of white space, and leaves at most one empty line between two others.</summary>
    public static string Clean(string text) => NewlineRuns().Replace(BlankLines().Replace(text, ""), "\n\n");

    private static DataFrame Clean(DataFrame frame) => new(
        frame.Columns,
        [.. frame.Rows.Where(row => !row.All(IsMissing)).Select(row => FlowValue.Of(row.Select(CleanCell)))])
    {
        TextKey = frame.TextKey,
        DefaultValue = frame.DefaultValue,
    };

    private static bool IsMissing(FlowValue cell) => cell is NullValue or NumberValue { Value: double.NaN };

    private static FlowValue CleanCell(FlowValue cell) => cell is not TextValue { Value: var text } ? cell
        : PythonString.Strip(text).Length == 0 ? TextValue.Empty
        : new TextValue(Newlines().Replace(text, "\n"));

    // Blank lines next to each other are one match, whose last newline stays.
    [GeneratedRegex(@"^[\s\x1c-\x1f]*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex BlankLines();

    [GeneratedRegex(@"\n{3,}", RegexOptions.CultureInvariant)]
    private static partial Regex NewlineRuns();

    [GeneratedRegex(@"[\r\n]+", RegexOptions.CultureInvariant)]
    private static partial Regex Newlines();
}
