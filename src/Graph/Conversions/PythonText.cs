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
    public static string Str(FlowValue value) => value switch
    {
        TextValue text => text.Value,
        Message message => message.Text,
        Data data => PythonJson.Dump(data, 4),
        // pandas would print padded columns and leave rows out of long tables, so nobody can have meant that.
        DataFrame frame => MarkdownTable.Write(frame),
        _ => Repr(value),
    };

    /// <summary>What <c>repr(value)</c> gives, which is also how a value stands within a list or an object.</summary>
    public static string Repr(FlowValue value)
    {
        var text = new StringBuilder();
        AppendRepr(text, value);
        return text.ToString();
    }

    private static void AppendRepr(StringBuilder text, FlowValue value)
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
                PythonString.AppendQuoted(text, quoted.Value);
                break;
            case ListValue list:
                AppendList(text, list);
                break;
            case ObjectValue fields:
                AppendObject(text, fields);
                break;
            case Message message:
                AppendRecord(text, Data.DefaultTextKey, message.ToFields(), "");
                break;
            case Data data:
                AppendRecord(text, data.TextKey, data.Fields, data.DefaultValue);
                break;
            default:
                AppendRepr(text, value.ToPlain());
                break;
        }
    }

    private static void AppendList(StringBuilder text, ListValue list)
    {
        text.Append('[');
        for (var index = 0; index < list.Count; index++)
        {
            text.Append(index > 0 ? ", " : "");
            AppendRepr(text, list[index]);
        }

        text.Append(']');
    }

    private static void AppendObject(StringBuilder text, ObjectValue fields)
    {
        text.Append('{');
        var between = "";
        foreach (var (key, value) in fields.Entries)
        {
            text.Append(between);
            PythonString.AppendQuoted(text, key);
            text.Append(": ");
            AppendRepr(text, value);
            between = ", ";
        }

        text.Append('}');
    }

    private static void AppendRecord(StringBuilder text, string textKey, ObjectValue fields, string defaultValue)
    {
        text.Append("Data(text_key=");
        PythonString.AppendQuoted(text, textKey);
        text.Append(", data=");
        AppendObject(text, fields);
        text.Append(", default_value=");
        PythonString.AppendQuoted(text, defaultValue);
        text.Append(')');
    }
}
