using System.Globalization;

namespace SkillFlaw.Components.Jq.Regexes;

/// <content>What starts with a backslash.</content>
internal sealed partial class OnigurumaPattern
{
    private void Escape()
    {
        if (_at + 1 >= _pattern.Length)
        {
            throw new FormatException("end pattern at escape");
        }

        var character = _pattern[_at + 1];
        switch (character)
        {
            case >= '1' and <= '9':
                _at++;
                Backreference(ReadDigits());
                break;
            case 'k' when _pattern.AsSpan(_at + 2).StartsWith("<"):
                _at += 3;
                Backreference(ReadName('>'));
                break;
            case 'Q':
                Quoted();
                break;
            case 'A' or 'Z' or 'z' or 'G' or 'b' or 'B':
                _net.Append('\\').Append(character);
                _at += 2;
                break;
            case 'R':
                _net.Append(@"(?:\r\n|[\n\v\f\r\u0085\u2028\u2029])");
                _at += 2;
                break;
            case 'K' or 'X' or 'g':
                throw new FormatException($"\\{character} is not supported");
            default:
                if (ReadSet() is { } set)
                {
                    Set(set);
                }
                else
                {
                    Literal(ReadEscapedPoint());
                }

                break;
        }
    }

    // \d, \W, \p{Lu} and the like; null where the escape stands for one character. Moves behind it.
    private NamedSet? ReadSet()
    {
        var character = _pattern[_at + 1];
        if (character is 'd' or 'D' or 'w' or 'W' or 's' or 'S')
        {
            _at += 2;
            return new NamedSet($"\\{char.ToLowerInvariant(character)}", char.IsUpper(character));
        }

        if (character is not ('p' or 'P') || !_pattern.AsSpan(_at + 2).StartsWith("{"))
        {
            return null;
        }

        _at += 3;
        var name = ReadName('}');
        var negative = character == 'P' ^ name.StartsWith('^');
        return NamedSet.Find(name.TrimStart('^'), negative)
            ?? throw new FormatException($"invalid character property name {{{name}}}");
    }

    // A set outside of a class. A negative one has all pairs, too.
    private void Set(NamedSet set) => _net.Append((_pairs, set.IsNegative) switch
    {
        (_, false) => $"[{set.Members}]",
        (true, true) => $@"(?:[^{set.Members}\uD800-\uDFFF]|{AnyPair})",
        _ => $"[^{set.Members}]",
    });

    private void Quoted()
    {
        _at += 2;
        var end = _pattern.IndexOf("\\E", _at, StringComparison.Ordinal);
        var stop = end < 0 ? _pattern.Length : end;
        while (_at < stop)
        {
            _atom = _net.Length;
            Literal(ReadPoint());
        }

        _at = end < 0 ? stop : stop + 2;
    }

    private void Backreference(string group)
    {
        var number = _names.IndexOf(group) + 1;
        if (number == 0 && !int.TryParse(group, CultureInfo.InvariantCulture, out number))
        {
            throw new FormatException($"undefined name <{group}> reference");
        }

        if (number > _names.Count)
        {
            throw new FormatException("invalid backref number/name");
        }

        _net.Append(CultureInfo.InvariantCulture, $@"\k<g{number}>");
    }

    private int ReadEscapedPoint()
    {
        var character = _pattern[++_at];
        switch (character)
        {
            case 'x' when _pattern.AsSpan(_at + 1).StartsWith("{"):
                _at += 2;
                var digits = ReadName('}');
                return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point)
                    && point is >= 0 and <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF)
                    ? point
                    : throw new FormatException("invalid code point value");
            case 'x':
                _at++;
                return ReadHex(2);
            case 'u' when _at + 4 < _pattern.Length && _pattern.Skip(_at + 1).Take(4).All(char.IsAsciiHexDigit):
                _at++;
                return ReadHex(4);
            case '0':
                return ReadOctal();
            case 'c' when _at + 1 < _pattern.Length:
                _at += 2;
                return _pattern[_at - 1] & 0x1F;
            default:
                var control = "tnrfvae".IndexOf(character, StringComparison.Ordinal);
                if (control < 0)
                {
                    return ReadPoint();
                }

                _at++;
                return "\t\n\r\f\v\a\e"[control];
        }
    }

    private int ReadHex(int most)
    {
        var start = _at;
        while (_at < _pattern.Length && _at < start + most && char.IsAsciiHexDigit(_pattern[_at]))
        {
            _at++;
        }

        return _at == start
            ? 0
            : int.Parse(_pattern.AsSpan(start, _at - start), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private int ReadOctal()
    {
        var point = 0;
        for (var end = Math.Min(_at + 3, _pattern.Length); _at < end && _pattern[_at] is >= '0' and <= '7'; _at++)
        {
            point = point * 8 + (_pattern[_at] - '0');
        }

        return point;
    }

    private string ReadDigits()
    {
        var start = _at;
        while (_at < _pattern.Length && _at < start + 3 && char.IsAsciiDigit(_pattern[_at]))
        {
            _at++;
        }

        return _pattern[start.._at];
    }
}
