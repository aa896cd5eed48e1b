using System.Text;

namespace SkillFlaw.Storage.Text;

/// <summary>The column of a property: <c>TenantId</c> is <c>tenant_id</c>, so that nobody has to quote it in psql.</summary>
internal static class ColumnName
{
    internal static string Of(string property)
    {
        var column = new StringBuilder(property.Length + 4);
        foreach (var letter in property)
        {
            if (char.IsAsciiLetterUpper(letter) && column.Length > 0)
            {
                column.Append('_');
            }

            column.Append(char.ToLowerInvariant(letter));
        }

        return column.ToString();
    }
}
