using System.Globalization;
using System.Text;
using SkillFlaw.Components.Jq.Evaluation;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Values;

/// <summary>Values as jq writes them: one line, no spaces.</summary>
internal sealed class JqJson
{
    private readonly StringBuilder _text = new();
    private readonly JqRun _run;
    private readonly int _enough;

    private JqJson(JqRun run, int enough) => (_run, _enough) = (run, enough);

    public static string Write(JqRun run, FlowValue value)
    {
        var json = new JqJson(run, int.MaxValue);
        json.Write(value);
        return json._text.ToString();
    }

    /// <summary>The first characters of the JSON of a value, for an error; dots stand for the rest.</summary>
    public static string Start(JqRun run, FlowValue value, int length)
    {
        var json = new JqJson(run, length + 1);
        json.Write(value);
        if (Encoding.UTF8.GetByteCount(json._text.ToString()) <= length)
        {
            return json._text.ToString();
        }

        var start = new StringBuilder();
        var bytes = 0;
        foreach (var rune in json._text.ToString().EnumerateRunes())
        {
            if ((bytes += rune.Utf8SequenceLength) > length - 3)
            {
                break;
            }

            start.Append(rune.ToString());
        }

        return start.Append("...").ToString();
    }

    /// <summary>What <c>tostring</c> gives: texts as they are, everything else as JSON.</summary>
    public static string ToText(JqRun run, FlowValue value) => value is TextValue text ? text.Value : Write(run, value);

    private void Write(FlowValue value)
    {
        _run.Spend(1);
        switch (value)
        {
            case BooleanValue boolean:
                _text.Append(boolean.Value ? "true" : "false");
                break;
            case IntegerValue or NumberValue:
                var number = JqNumbers.Format(value);
                _run.SpendText(number.Length, _text.Length);
                _text.Append(number);
                break;
            case TextValue text:
                Write(text.Value);
                break;
            case ListValue list:
                Write(list);
                break;
            case ObjectValue fields:
                Write(fields);
                break;
            default:
                _text.Append("null");
                break;
        }
    }

    private void Write(ListValue list)
    {
        _text.Append('[');
        for (var index = 0; index < list.Count && _text.Length < _enough; index++)
        {
            if (index > 0)
            {
                _text.Append(',');
            }

            Write(list.Items[index]);
        }

        _text.Append(']');
    }

    private void Write(ObjectValue fields)
    {
        _text.Append('{');
        for (var index = 0; index < fields.Count && _text.Length < _enough; index++)
        {
            if (index > 0)
            {
                _text.Append(',');
            }

            Write(fields.Entries[index].Key);
            _text.Append(':');
            Write(fields.Entries[index].Value);
        }

        _text.Append('}');
    }

    private void Write(string text)
    {
        _run.SpendText(Math.Min(text.Length, _enough), _text.Length);
        _text.Append('"');
        foreach (var character in text.AsSpan(0, Math.Min(text.Length, _enough)))
        {
            switch (character)
            {
                case '"' or '\\':
                    _text.Append('\\').Append(character);
                    break;
                case '\n':
                    _text.Append("\\n");
                    break;
                case '\r':
                    _text.Append("\\r");
                    break;
                case '\t':
                    _text.Append("\\t");
                    break;
                case '\b':
                    _text.Append("\\b");
                    break;
                case '\f':
                    _text.Append("\\f");
                    break;
                case < ' ' or '\x7f':
                    _text.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
                    break;
                default:
                    _text.Append(character);
                    break;
            }
        }

        _text.Append('"');
    }
}
