using System.Collections.Immutable;
using System.Globalization;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Templates;

/// <summary>One field of a format string: a variable, the way into its value, and how the value is printed.</summary>
internal sealed class FormatField
{
    private readonly ImmutableArray<string> _keys;
    private readonly char? _conversion;
    private readonly FormatSpec? _spec;

    private FormatField(string name, ImmutableArray<string> keys, char? conversion, FormatSpec? spec)
    {
        Name = name;
        _keys = keys;
        _conversion = conversion;
        _spec = spec;
    }

    public string Name { get; }

    /// <param name="text">What stands between the braces.</param>
    public static FormatField Parse(string text)
    {
        var end = text.IndexOfAny(['!', ':', '[']);
        var keys = ImmutableArray.CreateBuilder<string>();
        var name = end < 0 ? text : text[..end];
        if (name.Contains('.', StringComparison.Ordinal))
        {
            throw new InvalidValueException($"'{{{text}}}' asks for an attribute, and a template can only reach fields: write '{{a[b]}}'.");
        }

        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            throw new InvalidValueException($"'{{{text}}}' names no variable. To get a brace, write it twice.");
        }

        while (end >= 0 && end < text.Length && text[end] == '[')
        {
            var close = text.IndexOf(']', end);
            if (close < 0 || close == end + 1)
            {
                throw new InvalidValueException(close < 0 ? "Missing ']' in format string" : "Empty attribute in format string");
            }

            keys.Add(text[(end + 1)..close]);
            end = close + 1;
            if (end < text.Length && text[end] is not ('[' or '!' or ':'))
            {
                throw new InvalidValueException($"Nothing but '[', '!' or ':' may follow ']' in '{{{text}}}'.");
            }
        }

        char? conversion = null;
        if (end >= 0 && end < text.Length && text[end] == '!')
        {
            conversion = end + 1 < text.Length && text[end + 1] is 'r' or 's' or 'a'
                ? text[end + 1]
                : throw new InvalidValueException($"Unknown conversion in '{{{text}}}': use !r, !s or !a.");
            end += 2;
            if (end < text.Length && text[end] != ':')
            {
                throw new InvalidValueException("expected ':' after conversion specifier");
            }
        }

        var spec = end >= 0 && end < text.Length ? text[(end + 1)..] : "";
        return new FormatField(name, keys.DrainToImmutable(), conversion, spec.Length > 0 ? FormatSpec.Parse(spec) : null);
    }

    public string Render(FlowValue value)
    {
        foreach (var key in _keys)
        {
            value = Enter(value, key);
        }

        value = _conversion switch
        {
            'r' => FlowValue.Of(PythonText.Repr(value)),
            'a' => FlowValue.Of(EscapeNonAscii(PythonText.Repr(value))),
            's' => FlowValue.Of(PythonText.Str(value)),
            _ => value,
        };
        return _spec is null ? PythonText.Str(value) : _spec.Format(value);
    }

    private static FlowValue Enter(FlowValue value, string key) => value.ToPlain() switch
    {
        ObjectValue fields => fields.Find(key) ?? throw new InvalidValueException(PythonText.Repr(FlowValue.Of(key))),
        ListValue list when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) =>
            index < list.Count ? list[index] : throw new InvalidValueException("list index out of range"),
        ListValue => throw new InvalidValueException("list indices must be integers or slices, not str"),
        _ => throw new InvalidValueException($"A field of a template asks for '{key}' of a value that has no parts."),
    };

    private static string EscapeNonAscii(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.Value switch
    {
        < 0x80 => rune.ToString(),
        <= 0xFF => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
        <= 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
    }));
}
