using System.Text;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Templates;

/// <summary>A template with <c>{{name}}</c> for variables, and nothing else of mustache (components entry 3).</summary>
internal sealed class MustacheTemplate
{
    private const string TooComplex =
        "Complex mustache syntax is not allowed. Only simple variable substitution like {{variable}} is permitted.";

    private readonly List<(string Literal, string? Name)> _parts;

    private MustacheTemplate(List<(string Literal, string? Name)> parts) => _parts = parts;

    /// <summary>The names of the variables, each once, in the order of the template.</summary>
    public IEnumerable<string> Names => _parts.Select(part => part.Name).OfType<string>().Distinct();

    /// <exception cref="InvalidValueException">It uses more of mustache than variables.</exception>
    public static MustacheTemplate Parse(string text)
    {
        RefuseTagsWithSigns(text);
        var parts = new List<(string, string?)>();
        var (start, at) = (0, 0);
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0
            && text.IndexOf('}', open) is var close and >= 0)
        {
            if (close + 1 == text.Length || text[close + 1] != '}')
            {
                // Two braces that no two braces close are text.
                at = close + 1;
                continue;
            }

            var name = text[(open + 2)..close];
            if (!IsName(name))
            {
                throw new InvalidValueException(
                    $"Invalid mustache variable: {{{{{name}}}}}. Only simple variable names like {{{{variable}}}} are allowed.");
            }

            parts.Add((text[start..open], name));
            start = at = close + 2;
        }

        parts.Add((text[start..], null));
        return new MustacheTemplate(parts);
    }

    /// <summary>The text with the values filled in; a variable without one is empty.</summary>
    /// <exception cref="InvalidValueException">It gets too long.</exception>
    public string Render(Func<string, FlowValue?> lookup)
    {
        var result = new StringBuilder();
        foreach (var (literal, name) in _parts)
        {
            result.Append(literal);
            if (name is not null && lookup(name) is { } value and not NullValue)
            {
                PrintedLength.Check(value, result.Length);
                result.Append(PythonText.Str(value));
            }

            PrintedLength.Check(result.Length);
        }

        return result.ToString();
    }

    private static void RefuseTagsWithSigns(string text)
    {
        for (var open = text.IndexOf("{{", StringComparison.Ordinal); open >= 0; open = text.IndexOf("{{", open + 1, StringComparison.Ordinal))
        {
            if (open + 2 < text.Length && text[open + 2] is '{' or '#' or '/' or '^' or '&' or '>' or '!' or '.')
            {
                throw new InvalidValueException(TooComplex);
            }
        }
    }

    private static bool IsName(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0])
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');
}
