using System.Globalization;
using System.Text;
using SkillFlaw.Components.Binding;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Catalog;

/// <summary>The catalogue as a page for people.</summary>
internal static class CatalogMarkdown
{
    // Longer defaults are texts to be read in the editor.
    private const int LongestDefault = 60;

    public static string Write(IReadOnlyCollection<ComponentBinding> components)
    {
        var page = new StringBuilder();
        page.Append("# Components\n\nMade from the declarations in `src/Components`; do not edit. A test says when this page is out of date, and how to renew it.\n");
        foreach (var category in components.GroupBy(component => component.Declaration.Category).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {category.Key}\n");
            foreach (var component in category)
            {
                WriteComponent(page, component);
            }
        }

        return page.ToString();
    }

    private static void WriteComponent(StringBuilder page, ComponentBinding component)
    {
        var declaration = component.Declaration;
        page.Append(CultureInfo.InvariantCulture, $"\n### {declaration.DisplayName} (`{declaration.Type}`)\n\n{declaration.Description}");
        if (declaration.Aliases.Length > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $" Older files call it {string.Join(", ", declaration.Aliases.Select(alias => $"`{alias}`"))}.");
        }

        if (declaration.Legacy)
        {
            page.Append(declaration.Replacement.Length > 0
                ? $" *Legacy: use {string.Join(" or ", declaration.Replacement.Select(other => $"`{other}`"))}.*"
                : " *Legacy.*");
        }

        page.Append("\n\n| input | kind | default | |\n| --- | --- | --- | --- |\n");
        foreach (var input in component.Inputs.Where(input => !input.Declaration.Older))
        {
            page.Append(CultureInfo.InvariantCulture, $"| `{input.Name}` | {KindOf(input.Declaration)} | {DefaultOf(input)} | {Cell(NoteOf(input.Declaration))} |\n");
        }

        var outputs = component.Outputs.Where(output => !output.Declaration.Older)
            .Select(output => $"`{output.Name}` ({string.Join(", ", output.Types)})");
        page.Append(CultureInfo.InvariantCulture, $"\nOutputs: {string.Join(", ", outputs)}.");
        var older = component.Inputs.Where(input => input.Declaration.Older).Select(input => input.Name)
            .Concat(component.Outputs.Where(output => output.Declaration.Older).Select(output => output.Name))
            .Where(name => component.Outputs.All(output => output.Declaration.Older || output.Name != name))
            .Distinct()
            .Select(name => $"`{name}`").ToList();
        page.Append(older.Count > 0 ? $" In older files also: {string.Join(", ", older)}.\n" : "\n");
    }

    private static string KindOf(InputAttribute input) =>
        input.Kind + (input.Types is { Length: > 0 } types ? $" of {string.Join(", ", types)}" : "") + (input.IsList ? ", list" : "");

    private static string DefaultOf(InputBinding input)
    {
        var value = input.Declaration.Variable is { } variable ? FlowValue.Of(variable) : input.Default;
        var text = value is NullValue or TextValue { Value.Length: 0 } ? "" : value.ToJson();
        return text.Length switch
        {
            0 => "",
            > LongestDefault => "a text",
            _ => $"`{Cell(text)}`",
        };
    }

    private static string NoteOf(InputAttribute input)
    {
        var marks = new List<string>();
        if (input.Info.Length > 0)
        {
            marks.Add(input.Info);
        }

        if (input.Options.Length > 0)
        {
            marks.Add($"One of: {string.Join(", ", input.Options)}.");
        }

        if (input.ToolMode)
        {
            marks.Add("An argument as a tool.");
        }

        return string.Join(' ', marks);
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ');
}
