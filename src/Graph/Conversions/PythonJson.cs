using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

/// <summary>JSON as Python's <c>json.dumps</c> writes it: ASCII, a space after each colon and comma, NaN and Infinity as such.</summary>
public static class PythonJson
{
    /// <summary>The JSON of a value; what is not plain is written as the plain value that stands for it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="indent">Spaces per level; null for one line.</param>
    public static string Dump(FlowValue value, int? indent = null) =>
        Dump(value, indent, int.MaxValue);

    /// <summary>The beginning of the JSON of a value, with at least so many characters where there are more.</summary>
    internal static string Dump(FlowValue value, int? indent, int enough) =>
        new JsonText { Indent = indent, Comma = ", ", Colon = ": ", IsAscii = true, HasNaN = true, Enough = enough }.Write(value);
}
