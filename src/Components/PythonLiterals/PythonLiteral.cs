using System.Diagnostics.CodeAnalysis;
using System.Text;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.PythonLiterals;

/// <summary>
/// Reads what Python's <c>ast.literal_eval</c> reads: numbers, strings, lists, tuples, sets, dicts. It never runs anything. Tuples and sets
/// become lists, keys become texts. Bytes and complex numbers are none of our values, so a text with one of them is no literal here.
/// </summary>
internal sealed class PythonLiteral
{
    private const int MaxLength = 10_000_000;

    // As deep as Python's own parser goes, and less than values may nest.
    private const int MaxDepth = 200;

    private readonly string _text;
    private int _at;
    private int _depth;

    private PythonLiteral(string text) => _text = text;

    /// <summary>The value of a literal; false where the text is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FlowValue? value)
    {
        value = null;
        if (text.Length > MaxLength || text.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        if (text.Contains('\r', StringComparison.Ordinal))
        {
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        }

        value = new PythonLiteral(text).ReadAll();
        return value is not null;
    }

    // One value, or several with commas between them, which are a tuple.
    private FlowValue? ReadAll()
    {
        SkipSpace(andLines: true);
        var value = ReadValue();
        if (value is not null && Peek() == ',')
        {
            var items = new List<FlowValue> { value };
            while (TakeIf(',') && !IsEndOfLine())
            {
                if (ReadValue() is not { } item)
                {
                    return null;
                }

                items.Add(item);
            }

            value = FlowValue.Of(items);
        }

        SkipSpace(andLines: true);
        return _at == _text.Length ? value : null;
    }

    // A value and the space behind it; null for none.
    private FlowValue? ReadValue()
    {
        var value = Peek() switch
        {
            '[' => Bracketed(() => ReadItems(']', out _) is { } items ? FlowValue.Of(items) : null),
            '(' => Bracketed(ReadTuple),
            '{' => Bracketed(ReadBraces),
            '\'' or '"' => ReadStrings(),
            '+' or '-' or '.' or (>= '0' and <= '9') => PythonNumberLiteral.Read(_text, ref _at),
            _ => IsStringStart() ? ReadStrings() : ReadWord(),
        };
        SkipSpace(andLines: _depth > 0);
        return value;
    }

    // Lines end within brackets without an end of what is written there.
    private FlowValue? Bracketed(Func<FlowValue?> read)
    {
        if (_depth == MaxDepth)
        {
            return null;
        }

        _at++;
        _depth++;
        SkipSpace(andLines: true);
        var value = read();
        _depth--;
        return value;
    }

    private FlowValue? ReadTuple()
    {
        var items = ReadItems(')', out var hasComma);
        return items is [var only] && !hasComma ? only : items is null || (items.Count == 0 && hasComma) ? null : FlowValue.Of(items);
    }

    private List<FlowValue>? ReadItems(char close, out bool hasComma)
    {
        var items = new List<FlowValue>();
        hasComma = false;
        while (!TakeLast(close))
        {
            if ((items.Count > 0 && !hasComma) || ReadValue() is not { } item)
            {
                return null;
            }

            items.Add(item);
            hasComma = TakeIf(',');
        }

        return items;
    }

    // A dict, or a set, which becomes a list.
    private FlowValue? ReadBraces()
    {
        var fields = new ObjectBuilder();
        var members = new HashSet<FlowValue>();
        var items = new List<FlowValue>();
        var hasComma = true;
        while (!TakeLast('}'))
        {
            // Python can neither hash lists nor dicts.
            if (!hasComma || Peek() is '[' or '{' || ReadValue() is not { } first)
            {
                return null;
            }

            if (TakeIf(':'))
            {
                if (ReadValue() is not { } value)
                {
                    return null;
                }

                fields.Set(PythonText.Str(first), value);
            }
            else if (members.Add(first))
            {
                items.Add(first);
            }

            hasComma = TakeIf(',');
        }

        return fields.Count == 0 && items.Count > 0 ? FlowValue.Of(items) : items.Count == 0 ? fields.ToValue() : null;
    }

    private FlowValue? ReadWord()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        switch (_text.AsSpan(start, _at - start))
        {
            case "None":
                return NullValue.Instance;
            case "True":
                return BooleanValue.True;
            case "False":
                return BooleanValue.False;
            case "set" when TakeIf('(') && TakeLast(')'):
                return ListValue.Empty;
            default:
                return null;
        }
    }

    // Strings side by side are one.
    private FlowValue? ReadStrings()
    {
        var result = new StringBuilder();
        while (IsStringStart())
        {
            if (!PythonStringLiteral.TryRead(_text, ref _at, result))
            {
                return null;
            }

            SkipSpace(andLines: _depth > 0);
        }

        return PythonStringLiteral.IsUnicode(result) ? FlowValue.Of(result.ToString()) : null;
    }

    private bool IsStringStart() => Peek() is '\'' or '"'
        || (Peek() is 'r' or 'R' or 'u' or 'U' && _at + 1 < _text.Length && _text[_at + 1] is '\'' or '"');

    private bool IsEndOfLine() => _at == _text.Length || _text[_at] is '\n' or '#';

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private void SkipSpace(bool andLines)
    {
        for (; _at < _text.Length; _at++)
        {
            switch (_text[_at])
            {
                case ' ' or '\t' or '\f':
                case '\n' when andLines:
                    break;
                case '\\' when _at + 1 < _text.Length && _text[_at + 1] == '\n':
                    _at++;
                    break;
                case '#' when andLines:
                    _at = _text.IndexOf('\n', _at) is var end and >= 0 ? end : _text.Length - 1;
                    break;
                default:
                    return;
            }
        }
    }

    private bool TakeIf(char character)
    {
        if (!TakeLast(character))
        {
            return false;
        }

        SkipSpace(andLines: _depth > 0);
        return true;
    }

    // What stands behind the last bracket is no longer within it.
    private bool TakeLast(char character)
    {
        if (Peek() != character || _at == _text.Length)
        {
            return false;
        }

        _at++;
        return true;
    }
}
