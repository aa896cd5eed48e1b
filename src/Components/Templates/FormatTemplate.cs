using System.Text;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Templates;

/// <summary>
/// A template in the syntax of Python's <c>str.format</c>: <c>{name}</c>, <c>{name[key]}</c>, <c>{name!r}</c>, <c>{name:&gt;8}</c>, and
/// doubled braces for braces. Attributes of objects cannot be reached. Parsed once, rendered many times.
/// </summary>
internal sealed class FormatTemplate
{
    // What a template may become; a few characters could otherwise ask for any amount.
    private const int MaxLength = 50_000_000;

    private readonly List<Part> _parts;

    private FormatTemplate(List<Part> parts) => _parts = parts;

    /// <summary>The names of the variables, each once, in the order of the template.</summary>
    public IEnumerable<string> Names => _parts.Select(part => part.Name).OfType<string>().Distinct();

    /// <exception cref="InvalidValueException">The braces do not fit together, or a field cannot be filled in.</exception>
    public static FormatTemplate Parse(string text)
    {
        var parts = new List<Part>();
        var literal = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character is not ('{' or '}'))
            {
                literal.Append(character);
            }
            else if (at + 1 < text.Length && text[at + 1] == character)
            {
                literal.Append(character);
                at++;
            }
            else if (character == '}')
            {
                throw new InvalidValueException("Single '}' encountered in format string");
            }
            else
            {
                parts.Add(new Part(literal.ToString(), ReadField(text, ref at)));
                literal.Clear();
            }
        }

        parts.Add(new Part(literal.ToString(), null));
        return new FormatTemplate(parts);
    }

    /// <summary>The text with the values filled in.</summary>
    /// <param name="lookup">The value of a variable; null for none.</param>
    /// <exception cref="InvalidValueException">A variable has no value, or not what the template asks of it.</exception>
    public string Render(Func<string, FlowValue?> lookup)
    {
        var result = new StringBuilder();
        foreach (var part in _parts)
        {
            result.Append(part.Literal);
            if (part.Field is { } field)
            {
                result.Append(field.Render(lookup(field.Name) ?? throw new InvalidValueException(PythonText.Repr(FlowValue.Of(field.Name)))));
            }

            if (result.Length > MaxLength)
            {
                throw new InvalidValueException($"The text that the template makes is longer than {MaxLength:N0} characters.");
            }
        }

        return result.ToString();
    }

    // From the opening brace; afterwards at the closing one.
    private static FormatField ReadField(string text, ref int at)
    {
        var start = at + 1;
        var end = start;
        var brackets = 0;
        for (; end < text.Length; end++)
        {
            if (text[end] == '{')
            {
                throw new InvalidValueException(text.IndexOf('}', end) < 0
                    ? "expected '}' before end of string"
                    : "A field of a format string cannot contain another one.");
            }

            brackets += text[end] == '[' ? 1 : text[end] == ']' ? -1 : 0;
            if (text[end] == '}' && brackets <= 0)
            {
                break;
            }
        }

        if (end >= text.Length)
        {
            throw new InvalidValueException(start >= text.Length ? "Single '{' encountered in format string" : "expected '}' before end of string");
        }

        at = end;
        return FormatField.Parse(text[start..end]);
    }

    private sealed record Part(string Literal, FormatField? Field)
    {
        public string? Name => Field?.Name;
    }
}
