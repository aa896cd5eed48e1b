using System.Globalization;
using System.Text;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Wire;

/// <summary>
/// Values as YAML, with the layout of Python's <c>yaml.dump(value, default_flow_style=False, allow_unicode=True)</c>: blocks, sorted keys,
/// texts in the least quotes that they need and folded behind column 80. What is long is cut as in <see cref="CutJson"/>.
/// </summary>
internal sealed class YamlText
{
    private const int Step = 2;

    // Longer keys stand on a line of their own. PyYAML counts the five characters of a tag that it does not write.
    private const int LongestKey = 122;

    private readonly YamlScalar _scalar = new();

    // Behind a dash, or the colon of a long key, a block begins on the same line.
    private bool _isBlockStart = true;

    private StringBuilder Text => _scalar.Text;

    /// <summary>Begins an item of a list.</summary>
    public void Item(int indent)
    {
        Indent(indent);
        _scalar.Append("-");
        _isBlockStart = true;
    }

    /// <summary>Begins an entry of an object.</summary>
    public void Key(string key, int indent)
    {
        Indent(indent);
        if (key.Length > 0 && YamlScalar.LengthOf(key) <= LongestKey && key.AsSpan().IndexOfAny(YamlScalar.Breaks) < 0)
        {
            _scalar.Write(key, indent + Step, isKey: true);
            _scalar.Append(":");
            _isBlockStart = false;
            return;
        }

        _scalar.Append("? ");
        _scalar.Write(key, indent + Step);
        _scalar.NewLine(indent);
        _scalar.Append(":");
        _isBlockStart = true;
    }

    /// <summary>Writes the value of an item or an entry.</summary>
    public void Value(FlowValue value, int indent)
    {
        switch (value)
        {
            case ListValue { Count: > 0 } list:
                List(list.Count, index => list[index], list.Count, indent);
                break;
            case DataFrame { Rows.Length: > 0 } frame:
                List(Math.Min(frame.Rows.Length, CutJson.MostItems), frame.Record, frame.Rows.Length, indent, hasMark: false);
                break;
            case ObjectValue { Count: > 0 } fields:
                foreach (var (key, item) in fields.Entries.OrderBy(entry => entry.Key, PythonString.Order))
                {
                    Key(key, indent + Step);
                    Value(item, indent + Step);
                }

                break;
            case Message or Data or LanguageModel or Tool or ChatMemory:
                Value(value.ToPlain(), indent);
                break;
            case TextValue text:
                Scalar(text.Value, indent);
                break;
            default:
                _scalar.Append(" ").Append(Plain(value));
                _isBlockStart = false;
                break;
        }
    }

    /// <summary>Writes a text, the value of an item or an entry.</summary>
    public void Scalar(string text, int indent)
    {
        _scalar.Append(" ");
        _scalar.Write(CutJson.Cut(text), indent + Step);
        _isBlockStart = false;
    }

    /// <summary>The YAML so far, with the end of its last line.</summary>
    public override string ToString() => Text + "\n";

    private void List(int left, Func<int, FlowValue> item, int count, int indent, bool hasMark = true)
    {
        // A list under a key stands below the key itself.
        var inner = _isBlockStart ? indent + Step : indent;
        left = Math.Min(left, CutJson.MostItems);
        for (var index = 0; index < left; index++)
        {
            Item(inner);
            Value(item(index), inner);
        }

        if (left < count && hasMark)
        {
            Item(inner);
            Scalar(CutJson.Left(count - left), inner);
        }
    }

    private void Indent(int indent)
    {
        if (_isBlockStart)
        {
            _scalar.PadTo(indent);
        }
        else
        {
            _scalar.NewLine(indent);
        }

        _isBlockStart = false;
    }

    private static string Plain(FlowValue value) => value switch
    {
        NullValue => "null",
        BooleanValue boolean => boolean.Value ? "true" : "false",
        IntegerValue integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        NumberValue { Value: var number } => Plain(number),
        ListValue or DataFrame => "[]",
        _ => "{}",
    };

    private static string Plain(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? ".nan" : number > 0 ? ".inf" : "-.inf";
        }

        // YAML 1.1 knows no number with an exponent and without a point.
        var text = PythonText.Str(number);
        return text.Contains('.', StringComparison.Ordinal) ? text : text.Replace("e", ".0e", StringComparison.Ordinal);
    }
}
