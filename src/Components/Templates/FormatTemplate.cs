using System.Collections.Immutable;
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
    private readonly ImmutableArray<(string Literal, FormatField? Field)> _parts;

    private FormatTemplate(ImmutableArray<(string Literal, FormatField? Field)> parts) => _parts = parts;

    /// <summary>The names of the variables, each once, in the order of the template.</summary>
    public IEnumerable<string> Names => Fields.Select(each => each.Name).Distinct();

    /// <summary>The fields in order, each followed by those within its format.</summary>
    internal IEnumerable<FormatField> Fields => _parts.Select(part => part.Field).OfType<FormatField>()
        .SelectMany(each => each.Inner.Prepend(each));

    /// <exception cref="InvalidValueException">The braces do not fit together, or a field cannot be filled in.</exception>
    public static FormatTemplate Parse(string text) => Parse(text, mayNest: true);

    /// <summary>The text with the values filled in.</summary>
    /// <param name="lookup">The value of a variable; null for none.</param>
    /// <exception cref="InvalidValueException">A variable has no value, or not what the template asks of it.</exception>
    public string Render(Func<string, FlowValue?> lookup)
    {
        var result = new StringBuilder();
        foreach (var (literal, field) in _parts)
        {
            result.Append(literal);
            if (field is not null)
            {
                var value = lookup(field.Name) ?? throw new InvalidValueException(PythonText.Repr(FlowValue.Of(field.Name)));
                result.Append(field.Render(value, lookup, result.Length));
            }

            PrintedLength.Check(result.Length);
        }

        return result.ToString();
    }

    internal static FormatTemplate Parse(string text, bool mayNest)
    {
        var parts = ImmutableArray.CreateBuilder<(string, FormatField?)>();
        var literal = new StringBuilder();
        var at = 0;
        while (at < text.Length)
        {
            var brace = text.AsSpan(at).IndexOfAny('{', '}');
            var end = brace < 0 ? text.Length : at + brace;
            literal.Append(text, at, end - at);
            if (end == text.Length)
            {
                break;
            }

            if (end + 1 < text.Length && text[end + 1] == text[end])
            {
                literal.Append(text[end]);
                at = end + 2;
                continue;
            }

            if (text[end] == '}' || end + 1 == text.Length)
            {
                throw new InvalidValueException($"Single '{text[end]}' encountered in format string");
            }

            at = end + 1;
            parts.Add((literal.ToString(), FormatField.Read(text, ref at, mayNest)));
            literal.Clear();
        }

        parts.Add((literal.ToString(), null));
        return new FormatTemplate(parts.DrainToImmutable());
    }
}
