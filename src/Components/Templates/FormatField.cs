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
    private readonly FormatTemplate? _specTemplate;

    private FormatField(string path, char? conversion, FormatSpec? spec, FormatTemplate? specTemplate)
    {
        (Path, _conversion, _spec, _specTemplate) = (path, conversion, spec, specTemplate);
        (Name, _keys) = ReadPath(path);
    }

    /// <summary>The variable.</summary>
    public string Name { get; }

    /// <summary>The variable with the way into its value, as it stands in the template: <c>name[key]</c>.</summary>
    public string Path { get; }

    /// <summary>The fields within the format: the width in <c>{name:{width}}</c>.</summary>
    public IEnumerable<FormatField> Inner => _specTemplate?.Fields ?? [];

    /// <summary>Reads a field.</summary>
    /// <param name="text">The template.</param>
    /// <param name="at">Behind the opening brace; afterwards behind the closing one.</param>
    /// <param name="mayNest">Whether there may be fields within its format.</param>
    public static FormatField Read(string text, ref int at, bool mayNest)
    {
        var start = at;
        var end = ReadToEndOfPath(text, ref at);
        var path = text[start..(at - 1)];
        if (end == '}')
        {
            return new FormatField(path, null, null, null);
        }

        char? conversion = null;
        if (end == '!' && ReadConversion(text, ref at, out conversion) == '}')
        {
            return new FormatField(path, conversion, null, null);
        }

        var (spec, isTemplate) = ReadSpec(text, ref at);
        if (!isTemplate)
        {
            return new FormatField(path, conversion, spec.Length > 0 ? FormatSpec.Parse(spec) : null, null);
        }

        return mayNest
            ? new FormatField(path, conversion, null, FormatTemplate.Parse(spec, mayNest: false))
            : throw new InvalidValueException("Max string recursion exceeded");
    }

    /// <summary>The value as the field prints it.</summary>
    /// <param name="value">The value of the variable.</param>
    /// <param name="lookup">The values of the variables within the format.</param>
    /// <param name="before">The length of the text in front of it.</param>
    public string Render(FlowValue value, Func<string, FlowValue?> lookup, int before)
    {
        foreach (var key in _keys)
        {
            value = Enter(value, key);
        }

        if (value is not TextValue)
        {
            PrintedLength.Check(value, before);
        }

        value = _conversion switch
        {
            'r' => FlowValue.Of(PythonText.Repr(value)),
            'a' => FlowValue.Of(EscapeNonAscii(PythonText.Repr(value))),
            's' => FlowValue.Of(PythonText.Str(value)),
            _ => value,
        };
        var spec = _specTemplate?.Render(lookup) is { Length: > 0 } text ? FormatSpec.Parse(text) : _spec;
        return spec is null ? PythonText.Str(value) : spec.Format(value);
    }

    // To the brace, colon or exclamation mark that ends the path; brackets may contain any of them.
    private static char ReadToEndOfPath(string text, ref int at)
    {
        while (at < text.Length)
        {
            switch (text[at++])
            {
                case '{':
                    throw new InvalidValueException("unexpected '{' in field name");
                case '[':
                    var close = text.IndexOf(']', at);
                    at = close < 0 ? text.Length : close;
                    break;
                case '}' or ':' or '!':
                    return text[at - 1];
            }
        }

        throw new InvalidValueException("expected '}' before end of string");
    }

    // Gives what follows: the closing brace or the colon.
    private static char ReadConversion(string text, ref int at, out char? conversion)
    {
        if (at + 1 >= text.Length)
        {
            throw new InvalidValueException(at >= text.Length
                ? "end of string while looking for conversion specifier"
                : "unmatched '{' in format spec");
        }

        conversion = text[at++];
        var next = text[at++];
        return conversion == '}' ? throw new InvalidValueException("unmatched '{' in format spec")
            : next is not ('}' or ':') ? throw new InvalidValueException("expected ':' after conversion specifier")
            : conversion is 'r' or 's' or 'a' ? next
            : throw new InvalidValueException($"Unknown conversion specifier {conversion}");
    }

    private static (string Spec, bool IsTemplate) ReadSpec(string text, ref int at)
    {
        var start = at;
        var isTemplate = false;
        for (var open = 1; at < text.Length;)
        {
            switch (text[at++])
            {
                case '{':
                    isTemplate = true;
                    open++;
                    break;
                case '}' when --open == 0:
                    return (text[start..(at - 1)], isTemplate);
            }
        }

        throw new InvalidValueException("unmatched '{' in format spec");
    }

    private static (string Name, ImmutableArray<string> Keys) ReadPath(string path)
    {
        var end = path.IndexOfAny(['.', '[']);
        var name = end < 0 ? path : path[..end];
        if (name.Length == 0 || char.IsAsciiDigit(name[0]))
        {
            throw new InvalidValueException($"'{{{path}}}' names no variable. To get a brace, write it twice.");
        }

        var keys = ImmutableArray.CreateBuilder<string>();
        while (end >= 0 && end < path.Length)
        {
            if (path[end] != '[')
            {
                throw new InvalidValueException(path[end] == '.'
                    ? $"'{{{path}}}' asks for an attribute, and a template can only reach fields: write '{{a[b]}}'."
                    : "Only '[' may follow ']' in format field specifier");
            }

            var close = path.IndexOf(']', end);
            if (close <= end + 1)
            {
                throw new InvalidValueException(close < 0 ? "Missing ']' in format string" : "Empty attribute in format string");
            }

            keys.Add(path[(end + 1)..close]);
            end = close + 1;
        }

        return (name, keys.DrainToImmutable());
    }

    private static FlowValue Enter(FlowValue value, string key)
    {
        var isNumber = int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index);
        return value.ToPlain() switch
        {
            ObjectValue fields => fields.Find(key)
                ?? throw new InvalidValueException(isNumber ? key : PythonText.Repr(FlowValue.Of(key))),
            ListValue list when isNumber => index < list.Count ? list[index] : throw new InvalidValueException("list index out of range"),
            ListValue => throw new InvalidValueException("list indices must be integers or slices, not str"),
            TextValue text when isNumber => Character(text.Value, index),
            TextValue => throw new InvalidValueException("string indices must be integers, not 'str'"),
            var other => throw new InvalidValueException($"'{PythonTypeName.Of(other)}' object is not subscriptable"),
        };
    }

    private static FlowValue Character(string text, int index)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (index-- == 0)
            {
                return FlowValue.Of(rune.ToString());
            }
        }

        throw new InvalidValueException("string index out of range");
    }

    private static string EscapeNonAscii(string text) => string.Concat(text.EnumerateRunes().Select(rune => rune.Value switch
    {
        < 0x80 => rune.ToString(),
        <= 0xFF => string.Create(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
        <= 0xFFFF => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}"),
    }));
}
