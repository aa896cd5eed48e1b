using SkillFlaw.Components.Templates;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Components.Processing;

/// <summary>A template with the columns of a table as its variables.</summary>
internal static class TableTemplate
{
    /// <summary>The template filled in for each row, with a separator between the rows.</summary>
    /// <exception cref="InvalidValueException">The template is broken, or names a column that there is not.</exception>
    /// <exception cref="ComponentException">The text gets too long.</exception>
    public static string Render(DataFrame frame, string template, string separator, CancellationToken cancellationToken)
    {
        var format = FormatTemplate.Parse(template);
        var text = new JoinedText(separator);
        foreach (var row in frame.Records())
        {
            cancellationToken.ThrowIfCancellationRequested();
            text.Add(format.Render(row.Find));
        }

        return text.ToString();
    }
}
