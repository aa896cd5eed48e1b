using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.PythonLiterals;

/// <summary>Reads what Python's <c>ast.literal_eval</c> reads: numbers, strings, lists, tuples, sets, dicts. It never runs anything.</summary>
internal sealed class PythonLiteral
{
    private const int MaxLength = 10_000_000;

    // As deep as values may nest.
    private const int MaxDepth = 200;

    private readonly string _text;
    private int _at;
    private int _depth;

    private PythonLiteral(string text) => _text = text;

    /// <summary>The value of a literal; false where the text is none.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out FlowValue? value)
    {
        value = null;
        if (text.Length > MaxLength)
        {
            return false;
        }

        try
        {
            var reader = new PythonLiteral(text);
            var result = reader.ReadValue();
            reader.SkipSpace();
            value = reader._at == text.Length ? result : null;
        }
        catch (Exception failure) when (failure is FormatException or InvalidValueException)
        {
            return false;
        }

        return value is not null;
    }

    private FlowValue ReadValue()
    {
        SkipSpace();
        if (++_depth > MaxDepth)
        {
            throw new FormatException("Too deep.");
        }

        var value = Peek() switch
        {
            '[' => (FlowValue)FlowValue.Of(ReadItems(']', out _)),
            '(' => ReadTuple(),
            '{' => ReadBraces(),
            '\'' or '"' => FlowValue.Of(ReadStrings()),
            'r' or 'R' or 'u' or 'U' when _at + 1 < _text.Length && _text[_at + 1] is '\'' or '"' => FlowValue.Of(ReadStrings()),
            '+' or '-' or '.' or (>= '0' and <= '9') => ReadNumber(),
            _ => ReadWord(),
        };
        _depth--;
        return value;
    }

    private FlowValue ReadTuple()
    {
        var items = ReadItems(')', out var hasComma);
        return items.Count == 1 && !hasComma ? items[0] : FlowValue.Of(items);
    }

    private List<FlowValue> ReadItems(char close, out bool hasComma)
    {
        var items = new List<FlowValue>();
        hasComma = false;
        _at++;
        while (!TakeIf(close))
        {
            items.Add(ReadValue());
            if (TakeIf(','))
            {
                hasComma = true;
            }
            else if (!TakeIf(close))
            {
                throw new FormatException("A comma is missing.");
            }
            else
            {
                break;
            }
        }

        return items;
    }

    // A dict, or a set, which becomes a list.
    private FlowValue ReadBraces()
    {
        _at++;
        var fields = new ObjectBuilder();
        var items = new List<FlowValue>();
        while (!TakeIf('}'))
        {
            var first = ReadValue();
            if (TakeIf(':'))
            {
                fields.Set(first is TextValue text ? text.Value : PythonText.Str(first), ReadValue());
            }
            else
            {
                items.Add(first);
            }

            if (!TakeIf(','))
            {
                Expect('}');
                break;
            }
        }

        return (fields.Count, items.Count) switch
        {
            (_, 0) => fields.ToValue(),
            (0, _) => FlowValue.Of(items),
            _ => throw new FormatException("Neither a dict nor a set."),
        };
    }

    private FlowValue ReadNumber()
    {
        var start = _at;
        var isNegative = false;
        while (Peek() is '+' or '-')
        {
            isNegative ^= _text[_at++] == '-';
        }

        var digits = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '_'
            || (_text[_at] is '+' or '-' && _text[_at - 1] is 'e' or 'E' && !IsPrefixed(digits))))
        {
            _at++;
        }

        var text = _text[digits.._at];
        var sign = isNegative ? -1 : 1;
        if (IsPrefixed(digits))
        {
            return new IntegerValue(sign * ReadPrefixed(text));
        }

        if (PythonText.TryParseInteger(text, out var integer))
        {
            var hasLeadingZero = text.Length > 1 && text[0] == '0' && !integer.IsZero;
            return !hasLeadingZero ? new IntegerValue(sign * integer) : throw new FormatException("Leading zeros are not permitted.");
        }

        return text.Length > 0 && (char.IsAsciiDigit(text[0]) || text[0] == '.') && PythonText.TryParseFloat(text, out var number)
            ? FlowValue.Of(sign * number)
            : throw new FormatException($"'{_text[start.._at]}' is no number.");
    }

    private bool IsPrefixed(int at) => at + 1 < _text.Length && _text[at] == '0' && _text[at + 1] is 'x' or 'X' or 'o' or 'O' or 'b' or 'B';

    private static BigInteger ReadPrefixed(string text)
    {
        var bits = text[1] is 'x' or 'X' ? 4 : text[1] is 'o' or 'O' ? 3 : 1;
        var value = BigInteger.Zero;
        var any = false;
        if (text.Length > 4_300)
        {
            throw new FormatException("Too many digits.");
        }

        foreach (var character in text.AsSpan(2))
        {
            if (character == '_')
            {
                continue;
            }

            var digit = char.IsAsciiHexDigit(character) ? Convert.ToInt32(character.ToString(), 16) : 16;
            if (digit >= 1 << bits)
            {
                throw new FormatException("No such digit.");
            }

            value = (value << bits) + digit;
            any = true;
        }

        return any ? value : throw new FormatException("No digits.");
    }

    private FlowValue ReadWord()
    {
        foreach (var (word, value) in _words)
        {
            if (string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0
                && (_at + word.Length == _text.Length || !(char.IsLetterOrDigit(_text[_at + word.Length]) || _text[_at + word.Length] == '_')))
            {
                _at += word.Length;
                return value;
            }
        }

        throw new FormatException("No literal.");
    }

    private static readonly (string Word, FlowValue Value)[] _words =
        [("None", NullValue.Instance), ("True", BooleanValue.True), ("False", BooleanValue.False)];

    // Strings side by side are one.
    private string ReadStrings()
    {
        var result = new StringBuilder();
        do
        {
            var isRaw = Peek() is 'r' or 'R';
            if (Peek() is 'r' or 'R' or 'u' or 'U')
            {
                _at++;
            }

            PythonStringLiteral.Read(_text, ref _at, isRaw, result);
            SkipSpace();
        }
        while (Peek() is '\'' or '"' || (Peek() is 'r' or 'R' or 'u' or 'U' && _at + 1 < _text.Length && _text[_at + 1] is '\'' or '"'));

        return result.ToString();
    }

    private char Peek() => _at < _text.Length ? _text[_at] : '\0';

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\r' or '\n' or '\f')
        {
            _at++;
        }
    }

    private bool TakeIf(char character)
    {
        SkipSpace();
        if (Peek() != character || _at >= _text.Length)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(char character)
    {
        if (!TakeIf(character))
        {
            throw new FormatException($"'{character}' is missing.");
        }
    }
}
