using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

/// <summary>What a text contains, where a component is asked to look into it (the auto parse of the Type Convert component).</summary>
public static class TextParsing
{
    private const string Records = "records";

    /// <summary>
    /// The record of a text: <c>{"text": …}</c>. With <paramref name="autoParse"/> a JSON object is its fields, a JSON list of objects and
    /// a CSV table (two lines or more, a comma in the first) are <c>{"records": […]}</c>; what turns out to be neither stays the text.
    /// </summary>
    public static Data ToData(string text, bool autoParse) =>
        (autoParse ? Parse(PythonString.Strip(text.TrimStart('\uFEFF'))) : null)
        ?? new Data(FlowValue.Of((Data.DefaultTextKey, FlowValue.Of(text))));

    private static Data? Parse(string text) =>
        // Most texts are neither, and need not cost an exception.
        (text.StartsWith('{') || text.StartsWith('[') ? TryRead(text, ReadJson) : null)
        ?? (LooksLikeCsv(text) ? TryRead(text, ReadCsv) : null);

    private static Data? ReadJson(string text) => JsonValues.Parse(text) switch
    {
        ObjectValue fields => new Data(fields),
        ListValue list when list.All(item => item is ObjectValue) => new Data(FlowValue.Of((Records, list))),
        _ => null,
    };

    private static bool LooksLikeCsv(string text) =>
        text.IndexOf('\n', StringComparison.Ordinal) is var firstLine and >= 0 && text.AsSpan(0, firstLine).Contains(',');

    private static Data ReadCsv(string text) => new(FlowValue.Of((Records, FlowValue.Of(CsvText.ToDataFrame(text).Records()))));

    private static Data? TryRead(string text, Func<string, Data?> read)
    {
        try
        {
            return read(text);
        }
        catch (InvalidValueException)
        {
            return null;
        }
    }
}
