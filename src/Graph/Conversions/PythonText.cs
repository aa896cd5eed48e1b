using System.Globalization;
using System.Text;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Conversions;

/// <summary>
/// Values as Python prints them, because that is what a component's user sees wherever a value becomes part of a text: in a prompt, in the
/// chat, in a condition.
/// </summary>
public static partial class PythonText
{
    /// <summary>
    /// What <c>str(value)</c> gives: a text and a message are their text, a record its JSON, the others what they look like in Python. Only
    /// a table is not: it is a markdown table.
    /// </summary>
    public static string Str(FlowValue value) => Str(value, int.MaxValue);

    /// <summary>What <c>repr(value)</c> gives, which is also how a value stands within a list or an object.</summary>
    public static string Repr(FlowValue value) => Repr(value, int.MaxValue);

    /// <summary>
    /// The beginning of what <see cref="Str(FlowValue)"/> gives, with at least so many characters where there are more. A table is the table
    /// of its first rows.
    /// </summary>
    internal static string Str(FlowValue value, int enough) => value switch
    {
        TextValue text => text.Value,
        Message message => message.Text,
        Data data => PythonJson.Dump(data, 4, enough),
        // pandas would print padded columns and leave rows out of long tables, so nobody can have meant that.
        DataFrame frame => MarkdownTable.Write(frame, enough),
        _ => Repr(value, enough),
    };

    private static string Repr(FlowValue value, int enough)
    {
        var text = new StringBuilder();
        AppendRepr(text, value, enough);
        return text.ToString();
    }

    private static void AppendRepr(StringBuilder text, FlowValue value, int enough)
    {
        switch (value)
        {
            case NullValue:
                text.Append("None");
                break;
            case BooleanValue boolean:
                text.Append(boolean.Value ? "True" : "False");
                break;
            case IntegerValue integer:
                text.Append(integer.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case NumberValue number:
                text.Append(Str(number.Value));
                break;
            case TextValue quoted:
                PythonString.AppendQuoted(text, quoted.Value, enough);
                break;
            case ListValue list:
                AppendList(text, list, enough);
                break;
            case ObjectValue fields:
                AppendObject(text, fields, enough);
                break;
            case Message message:
                AppendRecord(text, Data.DefaultTextKey, message.ToFields(), "", enough);
                break;
            case Data data:
                AppendRecord(text, data.TextKey, data.Fields, data.DefaultValue, enough);
                break;
            case DataFrame frame:
                AppendRows(text, frame, enough);
                break;
            default:
                AppendRepr(text, value.ToPlain(), enough);
                break;
        }
    }

    private static void AppendList(StringBuilder text, ListValue list, int enough)
    {
        text.Append('[');
        for (var index = 0; index < list.Count && text.Length < enough; index++)
        {
            text.Append(index > 0 ? ", " : "");
            AppendRepr(text, list[index], enough);
        }

        text.Append(']');
    }

    private static void AppendRows(StringBuilder text, DataFrame frame, int enough)
    {
        text.Append('[');
        for (var row = 0; row < frame.Rows.Length && text.Length < enough; row++)
        {
            text.Append(row > 0 ? ", " : "");
            AppendObject(text, frame.Record(row), enough);
        }

        text.Append(']');
    }

    private static void AppendObject(StringBuilder text, ObjectValue fields, int enough)
    {
        text.Append('{');
        var between = "";
        foreach (var (key, value) in fields.Entries)
        {
            if (text.Length >= enough)
            {
                break;
            }

            text.Append(between);
            PythonString.AppendQuoted(text, key, enough);
            text.Append(": ");
            AppendRepr(text, value, enough);
            between = ", ";
        }

        text.Append('}');
    }

    private static void AppendRecord(StringBuilder text, string textKey, ObjectValue fields, string defaultValue, int enough)
    {
        text.Append("Data(text_key=");
        PythonString.AppendQuoted(text, textKey, enough);
        text.Append(", data=");
        AppendObject(text, fields, enough);
        text.Append(", default_value=");
        PythonString.AppendQuoted(text, defaultValue, enough);
        text.Append(')');
    }
}
