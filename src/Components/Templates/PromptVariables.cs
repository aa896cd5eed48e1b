using System.Buffers;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Templates;

/// <summary>The variables of a prompt, which become fields of its node (components entry 3).</summary>
internal static class PromptVariables
{
    private static readonly string[] _reserved =
        ["code", "input_variables", "output_parser", "partial_variables", "template", "template_format", "validate_template"];

    private static readonly SearchValues<char> _forbidden = SearchValues.Create(" ,.:;!?/\\()[]");

    /// <summary>The names, each once, in the order of the template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="doubleBrackets">Whether variables stand in two braces.</param>
    /// <exception cref="InvalidValueException">The template is none, or a name cannot be that of a field.</exception>
    public static IReadOnlyList<string> Extract(string template, bool doubleBrackets)
    {
        List<string> names = doubleBrackets
            ? [.. MustacheTemplate.Parse(template).Names]
            : [.. FormatTemplate.Parse(template).Fields.Select(field => field.Path).Distinct()];
        foreach (var name in names)
        {
            if (_reserved.Contains(name))
            {
                throw new InvalidValueException($"The variable '{name}' has a name that the node needs for itself. Choose another one.");
            }

            if (name.AsSpan().ContainsAny(_forbidden) || char.IsDigit(name[0]))
            {
                throw new InvalidValueException($"'{name}' cannot be the name of a variable.");
            }
        }

        return names;
    }
}
