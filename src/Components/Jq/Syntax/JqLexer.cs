using System.Text;
using SkillFlaw.Components.Jq.Values;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Jq.Syntax;

/// <summary>Reads a filter word by word.</summary>
internal sealed class JqLexer(string filter)
{
    private static readonly string[] _symbols =
    [
        "?//", "//=", "!=", "==", "//", "|=", "+=", "-=", "*=", "/=", "%=", "<=", ">=", "..",
        ".", "[", "]", "(", ")", "{", "}", "|", ",", ":", ";", "=", "<", ">", "+", "-", "*", "/", "%", "?",
    ];

    private int _at;

    public JqToken Next()
    {
        SkipSpace();
        var start = _at;
        if (start == filter.Length)
        {
            return new JqToken(JqTokenKind.End, "the end of the filter", start);
        }

        var character = filter[start];
        switch (character)
        {
            case '"':
                _at++;
                return new JqToken(JqTokenKind.Quote, "\"", start);
            case '.' when IsNameStart(start + 1):
                return Word(JqTokenKind.Field, start + 1, false);
            case '$' when IsNameStart(start + 1):
                return Word(JqTokenKind.Variable, start + 1, false);
            case '@' when IsNameStart(start + 1) || (start + 1 < filter.Length && char.IsAsciiDigit(filter[start + 1])):
                return Word(JqTokenKind.Format, start + 1, false);
            case '.' when start + 1 < filter.Length && char.IsAsciiDigit(filter[start + 1]):
            case >= '0' and <= '9':
                return Number();
            default:
                return IsNameStart(start) ? Word(JqTokenKind.Name, start, true) : Symbol();
        }
    }

    /// <summary>Reads on in a text, to its closing quote or to the start of a filter in it.</summary>
    public (string Text, bool IsEnd) ReadText()
    {
        var text = new StringBuilder();
        for (; _at < filter.Length; _at++)
        {
            switch (filter[_at])
            {
                case '"':
                    _at++;
                    return (JqText.Repair(text.ToString()), true);
                case '\\' when _at + 1 < filter.Length && filter[_at + 1] == '(':
                    _at += 2;
                    return (JqText.Repair(text.ToString()), false);
                case '\\':
                    text.Append(Escape());
                    break;
                default:
                    text.Append(filter[_at]);
                    break;
            }
        }

        throw new InvalidValueException("The jq filter is not valid: a text has no closing quote.");
    }

    // Leaves the position on the last character of the escape.
    private char Escape()
    {
        var character = ++_at < filter.Length ? filter[_at] : ' ';
        var plain = "\"\\/bfnrt".IndexOf(character, StringComparison.Ordinal);
        if (plain >= 0)
        {
            return "\"\\/\b\f\n\r\t"[plain];
        }

        if (character == 'u' && _at + 4 < filter.Length
            && ushort.TryParse(filter.AsSpan(_at + 1, 4), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var unit))
        {
            _at += 4;
            return (char)unit;
        }

        throw new InvalidValueException($"The jq filter is not valid: there is no escape '\\{character}' (position {_at + 1}).");
    }

    private void SkipSpace()
    {
        for (; _at < filter.Length; _at++)
        {
            if (filter[_at] == '#')
            {
                _at = filter.IndexOf('\n', _at) is var end and >= 0 ? end : filter.Length - 1;
            }
            else if (filter[_at] is not (' ' or '\t' or '\r' or '\n'))
            {
                return;
            }
        }
    }

    private bool IsNameStart(int at) => at < filter.Length && (char.IsAsciiLetter(filter[at]) || filter[at] == '_');

    private JqToken Word(JqTokenKind kind, int from, bool hasModules)
    {
        var start = _at;
        for (_at = from; _at < filter.Length; _at++)
        {
            if (hasModules && filter[_at] == ':' && _at + 1 < filter.Length && filter[_at + 1] == ':' && IsNameStart(_at + 2))
            {
                _at++;
            }
            else if (!char.IsAsciiLetterOrDigit(filter[_at]) && filter[_at] != '_')
            {
                break;
            }
        }

        return new JqToken(kind, filter[from.._at], start);
    }

    private JqToken Number()
    {
        var start = _at;
        SkipDigits();
        if (_at < filter.Length && filter[_at] == '.')
        {
            _at++;
            SkipDigits();
        }

        if (_at < filter.Length && filter[_at] is 'e' or 'E')
        {
            var exponent = _at + 1;
            exponent += exponent < filter.Length && filter[exponent] is '+' or '-' ? 1 : 0;
            if (exponent < filter.Length && char.IsAsciiDigit(filter[exponent]))
            {
                _at = exponent;
                SkipDigits();
            }
        }

        return new JqToken(JqTokenKind.Number, filter[start.._at], start);
    }

    private void SkipDigits()
    {
        while (_at < filter.Length && char.IsAsciiDigit(filter[_at]))
        {
            _at++;
        }
    }

    private JqToken Symbol()
    {
        foreach (var symbol in _symbols)
        {
            if (filter.AsSpan(_at).StartsWith(symbol))
            {
                _at += symbol.Length;
                return new JqToken(JqTokenKind.Symbol, symbol, _at - symbol.Length);
            }
        }

        var text = JqText.IsPairAt(filter, _at) ? filter.Substring(_at, 2) : filter[_at].ToString();
        throw new InvalidValueException($"The jq filter is not valid: unexpected '{text}' at position {_at + 1}.");
    }
}
