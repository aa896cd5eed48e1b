using System.Globalization;
using System.Text;
using SkillFlaw.Graph.Conversions;

namespace SkillFlaw.Graph.Values;

/// <summary>Writes values as JSON text. (The writer of .NET escapes every emoji, and has no NaN.)</summary>
internal sealed class JsonText
{
    private readonly StringBuilder _text = new();

    /// <summary>Spaces per level; null for one line.</summary>
    public int? Indent { get; init; }

    /// <summary>What stands between two items on one line.</summary>
    public string Comma { get; init; } = ",";

    /// <summary>What stands between a name and its value.</summary>
    public string Colon { get; init; } = ":";

    /// <summary>Whether all but ASCII is escaped.</summary>
    public bool IsAscii { get; init; }

    /// <summary>Whether NaN and Infinity are written as such; otherwise they are null.</summary>
    public bool HasNaN { get; init; }

    /// <summary>How long the text has to be; what would only make it longer may be left out.</summary>
    public int Enough { get; init; } = int.MaxValue;

    public string Write(FlowValue value)
    {
        Append(value, 0);
        return _text.ToString();
    }

    private void Append(FlowValue value, int level)
    {
        switch (value)
        {
            case NullValue:
                _text.Append("null");
                break;
            case BooleanValue boolean:
                _text.Append(boolean.Value ? "true" : "false");
                break;
            case IntegerValue integer:
                _text.Append(integer.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case NumberValue { Value: var number }:
                _text.Append(double.IsFinite(number) ? PythonText.Str(number)
                    : !HasNaN ? "null"
                    : double.IsNaN(number) ? "NaN"
                    : number > 0 ? "Infinity" : "-Infinity");
                break;
            case TextValue text:
                AppendText(text.Value);
                break;
            case ListValue list:
                AppendList(list, level);
                break;
            case ObjectValue fields:
                AppendObject(fields, level);
                break;
            case DataFrame frame:
                AppendRows(frame, level);
                break;
            default:
                Append(value.ToPlain(), level);
                break;
        }
    }

    private void AppendList(ListValue list, int level)
    {
        _text.Append('[');
        for (var index = 0; index < list.Count && _text.Length < Enough; index++)
        {
            AppendStart(index == 0, level + 1);
            Append(list[index], level + 1);
        }

        AppendEnd(']', list.Count == 0, level);
    }

    private void AppendRows(DataFrame frame, int level)
    {
        _text.Append('[');
        for (var row = 0; row < frame.Rows.Length && _text.Length < Enough; row++)
        {
            AppendStart(row == 0, level + 1);
            AppendObject(frame.Record(row), level + 1);
        }

        AppendEnd(']', frame.Rows.IsEmpty, level);
    }

    private void AppendObject(ObjectValue fields, int level)
    {
        _text.Append('{');
        var isFirst = true;
        foreach (var (key, value) in fields.Entries)
        {
            if (_text.Length >= Enough)
            {
                break;
            }

            AppendStart(isFirst, level + 1);
            AppendText(key);
            _text.Append(Colon);
            Append(value, level + 1);
            isFirst = false;
        }

        AppendEnd('}', isFirst, level);
    }

    private void AppendStart(bool isFirst, int level)
    {
        if (Indent is { } spaces)
        {
            _text.Append(isFirst ? "\n" : ",\n").Append(' ', spaces * level);
        }
        else
        {
            _text.Append(isFirst ? "" : Comma);
        }
    }

    private void AppendEnd(char end, bool isEmpty, int level)
    {
        if (Indent is { } spaces && !isEmpty)
        {
            _text.Append('\n').Append(' ', spaces * level);
        }

        _text.Append(end);
    }

    private void AppendText(string text)
    {
        _text.Append('"');
        for (var index = 0; index < text.Length && _text.Length < Enough; index++)
        {
            var character = text[index];
            _ = character switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append(@"\\"),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                '\b' => _text.Append("\\b"),
                '\f' => _text.Append("\\f"),
                >= ' ' and <= '~' => _text.Append(character),
                _ when !IsAscii => AppendUnicode(text, index),
                _ => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
            };
        }

        _text.Append('"');
    }

    // Many readers of lines take U+0085, U+2028 and U+2029 for the end of one. Half of a surrogate pair is no text, and no reader takes it.
    private StringBuilder AppendUnicode(string text, int index) => text[index] switch
    {
        < ' ' or '\u0085' or '\u2028' or '\u2029' => _text.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[index]:x4}"),
        var half when char.IsSurrogate(half)
            && !char.IsSurrogatePair(text, index) && (index == 0 || !char.IsSurrogatePair(text, index - 1)) => _text.Append('\uFFFD'),
        var character => _text.Append(character),
    };
}
