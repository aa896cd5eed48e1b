using System.Globalization;
using System.Text;

namespace SkillFlaw.Components.Jq.Regexes;

/// <content>Groups in parentheses.</content>
internal sealed partial class OnigurumaPattern
{
    private void OpenGroup()
    {
        if (_groups.Count >= Deepest)
        {
            throw new FormatException("too deep nest level");
        }

        var rest = _pattern.AsSpan(_at);
        var start = _net.Length;
        if (!rest.StartsWith("(?"))
        {
            _at++;
            Capture(null);
        }
        else if (rest.StartsWith("(?#"))
        {
            var end = _pattern.IndexOf(')', _at);
            _at = end < 0 ? throw new FormatException("end pattern in group") : end + 1;
            return;
        }
        else if (Prefix(rest) is { } prefix)
        {
            _net.Append(prefix);
            _at += prefix.Length;
        }
        else if (rest.StartsWith("(?<"))
        {
            _at += 3;
            Capture(ReadName('>'));
        }
        else
        {
            Options(start);
            return;
        }

        _groups.Push((start, _dotAll, _extended));
    }

    private static string? Prefix(ReadOnlySpan<char> rest)
    {
        foreach (var prefix in (ReadOnlySpan<string>)["(?:", "(?=", "(?!", "(?>", "(?<=", "(?<!"])
        {
            if (rest.StartsWith(prefix))
            {
                return prefix;
            }
        }

        return null;
    }

    private void Capture(string? name)
    {
        _names.Add(name);
        _net.Append(CultureInfo.InvariantCulture, $"(?<g{_names.Count}>");
    }

    // (?i-s) holds to the end of the group around it, (?i-s:…) for its own group. What is written out here needs no option in .NET.
    private void Options(int start)
    {
        var (dotAll, extended, on) = (_dotAll, _extended, true);
        var kept = new StringBuilder("(?");
        for (_at += 2; _at < _pattern.Length && _pattern[_at] is not (')' or ':'); _at++)
        {
            switch (_pattern[_at])
            {
                case '-':
                    on = false;
                    kept.Append('-');
                    break;
                case 's':
                    dotAll = on;
                    break;
                case 'x':
                    extended = on;
                    break;
                case 'i' or 'm':
                    kept.Append(_pattern[_at]);
                    break;
                default:
                    throw new FormatException("undefined group option");
            }
        }

        if (_at >= _pattern.Length)
        {
            throw new FormatException("end pattern in group");
        }

        var options = kept.ToString().TrimEnd('-');
        if (_pattern[_at++] == ':')
        {
            _groups.Push((start, _dotAll, _extended));
            _net.Append(options).Append(':');
        }
        else if (options != "(?")
        {
            _net.Append(options).Append(')');
        }

        (_dotAll, _extended) = (dotAll, extended);
    }

    private void CloseGroup()
    {
        if (!_groups.TryPop(out var group))
        {
            throw new FormatException("unmatched close parenthesis");
        }

        (_atom, _dotAll, _extended) = group;
        _net.Append(')');
        _at++;
    }
}
