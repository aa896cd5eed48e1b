using System.Text;
using SkillFlaw.Components.Jq.Values;

namespace SkillFlaw.Components.Jq.Regexes;

/// <content>Classes in brackets.</content>
internal sealed partial class OnigurumaPattern
{
    private void Class()
    {
        var set = new StringBuilder();
        var pairs = new List<string>();
        var negative = false;
        _at++;
        var inverted = _at < _pattern.Length && _pattern[_at] == '^';
        _at += inverted ? 1 : 0;
        var first = _at;
        while (true)
        {
            if (_at >= _pattern.Length)
            {
                throw new FormatException("premature end of char-class");
            }

            if (_pattern[_at] == ']' && _at > first)
            {
                _at++;
                break;
            }

            if (ReadNamedSet() is { } named)
            {
                // [^[:alpha:]] cannot be written inside of other brackets, but alone it can.
                inverted ^= named.IsNegative && named.Negated is null;
                if (named.IsNegative && named.Negated is null && (set.Length > 0 || _at >= _pattern.Length || _pattern[_at] != ']'))
                {
                    throw new FormatException("this negative set can only stand alone in a class");
                }

                set.Append(named.IsNegative ? named.Negated ?? named.Members : named.Members);
                negative |= named is { IsNegative: true, Negated: not null };
            }
            else
            {
                Range(set, pairs);
            }
        }

        _net.Append(Class(set.ToString(), pairs, inverted, negative));
    }

    private string Class(string set, List<string> pairs, bool inverted, bool negative)
    {
        if (!_pairs)
        {
            return (set.Length, inverted) switch
            {
                (0, true) => @"[\s\S]",
                (0, false) => @"[^\s\S]",
                _ => $"[{(inverted ? "^" : "")}{set}]",
            };
        }

        var alternatives = string.Join('|', pairs);
        if (inverted)
        {
            // What a set of its own excludes of all pairs is not looked at: [^\W] has none.
            var allPairs = negative ? "" : $"|{(pairs.Count == 0 ? "" : $"(?!{alternatives})")}{AnyPair}";
            return $@"(?:[^{set}\uD800-\uDFFF]{allPairs})";
        }

        if (negative)
        {
            return $@"(?:[{set}-[\uD800-\uDFFF]]|{AnyPair})";
        }

        return pairs.Count == 0 ? $"[{set}]" : set.Length == 0 ? $"(?:{alternatives})" : $"(?:[{set}]|{alternatives})";
    }

    // [:alpha:] or \w inside of a class; null for anything else.
    private NamedSet? ReadNamedSet()
    {
        if (_pattern[_at] == '\\' && _at + 1 < _pattern.Length)
        {
            return ReadSet();
        }

        var rest = _pattern.AsSpan(_at);
        if (rest.StartsWith("[:") && rest.IndexOf(":]") is var end and > 2)
        {
            var name = rest[2..end];
            var set = NamedSet.Find(name.TrimStart('^').ToString(), name[0] == '^')
                ?? throw new FormatException("invalid POSIX bracket type");
            _at += end + 2;
            return set;
        }

        return rest[0] == '[' || rest.StartsWith("&&")
            ? throw new FormatException("classes inside of classes are not supported")
            : null;
    }

    private void Range(StringBuilder set, List<string> pairs)
    {
        var low = ReadClassPoint();
        var high = low;
        if (_at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']')
        {
            _at++;
            var start = _at;
            if (ReadNamedSet() is not null)
            {
                // [a-\d]: the dash is a dash.
                _at = start;
                set.Append(JqText.Escape('-'));
            }
            else
            {
                high = ReadClassPoint();
            }
        }

        if (high < low)
        {
            throw new FormatException("empty range in char class");
        }

        if (low <= char.MaxValue)
        {
            set.Append(JqText.Escape(low)).Append('-').Append(JqText.Escape(Math.Min(high, char.MaxValue)));
        }

        if (high > char.MaxValue)
        {
            AddPairs(pairs, Math.Max(low, 0x10000), high);
        }
    }

    private int ReadClassPoint()
    {
        if (_pattern[_at] != '\\' || _at + 1 >= _pattern.Length)
        {
            return ReadPoint();
        }

        if (_pattern[_at + 1] != 'b')
        {
            return ReadEscapedPoint();
        }

        _at += 2;
        return '\b';
    }

    // A range of code points is up to three ranges of pairs: the end of the first row, the rows between, the start of the last.
    private static void AddPairs(List<string> pairs, int low, int high)
    {
        var (first, last) = (char.ConvertFromUtf32(low), char.ConvertFromUtf32(high));
        if (first[0] == last[0])
        {
            Add(first[0], first[0], first[1], last[1]);
            return;
        }

        Add(first[0], first[0], first[1], '\uDFFF');
        if (last[0] - first[0] > 1)
        {
            Add((char)(first[0] + 1), (char)(last[0] - 1), '\uDC00', '\uDFFF');
        }

        Add(last[0], last[0], '\uDC00', last[1]);

        void Add(char lead, char lastLead, char trail, char lastTrail) => pairs.Add(
            $"[{JqText.Escape(lead)}-{JqText.Escape(lastLead)}][{JqText.Escape(trail)}-{JqText.Escape(lastTrail)}]");
    }
}
