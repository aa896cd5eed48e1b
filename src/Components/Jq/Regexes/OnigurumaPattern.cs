using System.Text;
using SkillFlaw.Components.Jq.Values;

namespace SkillFlaw.Components.Jq.Regexes;

/// <summary>
/// A regular expression in the dialect of jq (Oniguruma's Perl syntax) as one of .NET. Groups are named g1, g2 … in their order, because
/// .NET counts named groups last. With <c>pairs</c>, a dot or a class takes a pair of surrogates as the one character that it is.
/// </summary>
internal sealed partial class OnigurumaPattern
{
    private const int Longest = 10_000;
    private const int Deepest = 100;
    private const string AnyPair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    private readonly StringBuilder _net = new();
    private readonly List<string?> _names = [];
    private readonly Stack<(int Start, bool DotAll, bool Extended)> _groups = new();
    private readonly string _pattern;
    private readonly bool _pairs;

    private int _at;
    private int _atom;
    private bool _dotAll;
    private bool _extended;

    private OnigurumaPattern(string pattern, bool pairs, bool dotAll, bool extended) =>
        (_pattern, _pairs, _dotAll, _extended) = (pattern, pairs, dotAll, extended);

    /// <summary>The expression for .NET, and the names of its groups in order, null for one without a name.</summary>
    /// <exception cref="FormatException">Not a pattern, or one that cannot be had here.</exception>
    public static (string Pattern, IReadOnlyList<string?> Groups) Translate(string pattern, bool pairs, bool dotAll, bool extended)
    {
        if (pattern.Length > Longest)
        {
            throw new FormatException($"the pattern has more than {Longest} characters");
        }

        var translation = new OnigurumaPattern(pattern, pairs, dotAll, extended);
        translation.Translate();
        return (translation._net.ToString(), translation._names);
    }

    private void Translate()
    {
        while (_at < _pattern.Length)
        {
            var character = _pattern[_at];
            switch (character)
            {
                case '\\':
                    _atom = _net.Length;
                    Escape();
                    break;
                case '[':
                    _atom = _net.Length;
                    Class();
                    break;
                case '(':
                    OpenGroup();
                    break;
                case ')':
                    CloseGroup();
                    break;
                case '.':
                    _atom = _net.Length;
                    _at++;
                    Dot();
                    break;
                case '*' or '+' or '?' or '{':
                    Quantifier();
                    break;
                case '#' when _extended:
                    _at = _pattern.IndexOf('\n', _at) is var end and >= 0 ? end : _pattern.Length;
                    break;
                case ' ' or '\t' or '\n' or '\r' or '\f' or '\v' when _extended:
                    _at++;
                    break;
                case '^' or '$' or '|':
                    _net.Append(character);
                    _at++;
                    break;
                default:
                    _atom = _net.Length;
                    Literal(ReadPoint());
                    break;
            }
        }

        if (_groups.Count > 0)
        {
            throw new FormatException("end pattern with unmatched parenthesis");
        }
    }

    private void Quantifier()
    {
        var start = _at;
        if (_pattern[_at++] == '{')
        {
            while (_at < _pattern.Length && (char.IsAsciiDigit(_pattern[_at]) || _pattern[_at] == ','))
            {
                _at++;
            }

            if (_at == start + 1 || _pattern[start + 1] == ',' || _at >= _pattern.Length || _pattern[_at] != '}')
            {
                _at = start + 1;
                _atom = _net.Length;
                _net.Append("\\{");
                return;
            }

            _at++;
        }

        _net.Append(_pattern, start, _at - start);
        if (_at < _pattern.Length && _pattern[_at] == '?')
        {
            _net.Append('?');
            _at++;
        }
        else if (_at < _pattern.Length && _pattern[_at] == '+')
        {
            _net.Insert(_atom, "(?>").Append(')');
            _at++;
        }
    }

    private void Dot() => _net.Append((_pairs, _dotAll) switch
    {
        (true, true) => $@"(?:[^\uD800-\uDFFF]|{AnyPair})",
        (true, false) => $@"(?:[^\n\uD800-\uDFFF]|{AnyPair})",
        (false, true) => @"[\s\S]",
        _ => @"[^\n]",
    });

    private void Literal(int point)
    {
        if (point > char.MaxValue)
        {
            var pair = char.ConvertFromUtf32(point);
            _net.Append("(?:").Append(JqText.Escape(pair[0])).Append(JqText.Escape(pair[1])).Append(')');
        }
        else if (char.IsAsciiLetterOrDigit((char)point))
        {
            _net.Append((char)point);
        }
        else
        {
            _net.Append(JqText.Escape(point));
        }
    }

    private int ReadPoint()
    {
        var point = JqText.IsPairAt(_pattern, _at) ? char.ConvertToUtf32(_pattern[_at], _pattern[_at + 1]) : _pattern[_at];
        _at += point > char.MaxValue ? 2 : 1;
        return point;
    }

    private string ReadName(char close)
    {
        var end = _pattern.IndexOf(close, _at);
        if (end <= _at)
        {
            throw new FormatException("group name is empty");
        }

        var name = _pattern[_at..end];
        _at = end + 1;
        return name;
    }
}
