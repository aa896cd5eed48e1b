using System.Text;
using SkillFlaw.Graph.Conversions;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Templates;

/// <summary>A template with <c>{{name}}</c> for variables, and nothing else of mustache (components entry 3).</summary>
internal sealed class MustacheTemplate
{
    private readonly List<(string Literal, string? Name)> _parts;

    private MustacheTemplate(List<(string Literal, string? Name)> parts) => _parts = parts;

    /// <summary>The names of the variables, each once, in the order of the template.</summary>
    public IEnumerable<string> Names => _parts.Select(part => part.Name).OfType<string>().Distinct();

    /// <exception cref="InvalidValueException">It uses more of mustache than variables.</exception>
    public static MustacheTemplate Parse(string text)
    {
        var parts = new List<(string, string?)>();
        var at = 0;
        while (text.IndexOf("{{", at, StringComparison.Ordinal) is var open and >= 0)
        {
            if (open + 2 < text.Length && text[open + 2] is '{' or '#' or '/' or '^' or '&' or '>' or '!' or '.')
            {
                throw new InvalidValueException(
                    "Complex mustache syntax is not allowed. Only simple variable substitution like {{variable}} is permitted.");
            }

            var close = text.IndexOf("}}", open, StringComparison.Ordinal);
            if (close < 0)
            {
                break;
            }

            var name = text[(open + 2)..close].Trim();
            if (!IsName(name))
            {
                throw new InvalidValueException($"Invalid mustache variable: {name}");
            }

            parts.Add((text[at..open], name));
            at = close + 2;
        }

        parts.Add((text[at..], null));
        return new MustacheTemplate(parts);
    }

    /// <summary>The text with the values filled in; a variable without one is empty.</summary>
    public string Render(Func<string, FlowValue?> lookup)
    {
        var result = new StringBuilder();
        foreach (var (literal, name) in _parts)
        {
            result.Append(literal);
            if (name is not null && lookup(name) is { } value and not NullValue)
            {
                result.Append(PythonText.Str(value));
            }
        }

        return result.ToString();
    }

    private static bool IsName(string name) => name.Length > 0 && !char.IsDigit(name[0])
        && name.All(character => char.IsLetterOrDigit(character) || character == '_');
}
