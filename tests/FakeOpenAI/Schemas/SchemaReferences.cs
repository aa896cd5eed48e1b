using System.Globalization;
using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI.Schemas;

/// <summary>
/// The schemas that a <c>$ref</c> points to. None can be opened again while it is open: what contains itself only makes a value larger, so
/// for a small one another choice must do.
/// </summary>
internal sealed class SchemaReferences(JsonObject root)
{
    private readonly HashSet<string> _open = [];

    public bool TryOpen(string reference, out JsonNode? schema)
    {
        schema = root;
        foreach (var step in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(step)
                .Replace("~1", "/", StringComparison.Ordinal)
                .Replace("~0", "~", StringComparison.Ordinal);
            schema = schema switch
            {
                JsonObject members => members[name],
                JsonArray items when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    && index < items.Count => items[index],
                _ => null,
            };
        }

        return _open.Add(reference);
    }

    public void Close(IEnumerable<string> references) => _open.ExceptWith(references);
}
