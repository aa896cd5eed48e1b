using System.Text.Json;
using System.Text.Json.Nodes;

namespace SkillFlaw.FakeOpenAI.Schemas;

/// <summary>The rules of several schemas that a value satisfies at once. Of two rules of one name the later holds.</summary>
internal sealed class CombinedSchema(SchemaReferences references) : IDisposable
{
    private readonly List<string> _opened = [];

    public JsonObject Rules { get; } = [];

    /// <summary>False when nothing satisfies the schema, or when it is none.</summary>
    public bool TryAdd(JsonNode? schema)
    {
        if (schema is not JsonObject rules)
        {
            return schema?.GetValueKind() is JsonValueKind.True;
        }

        JsonNode? target = null;
        if (rules["$ref"]?.GetValue<string>() is { } reference)
        {
            if (!references.TryOpen(reference, out target))
            {
                return false;
            }

            _opened.Add(reference);
        }

        foreach (var (name, rule) in rules.Where(rule => rule.Key is not "$ref"))
        {
            Rules[name] = (name, Rules[name], rule) switch
            {
                ("properties", JsonObject before, JsonObject more) => Properties(before, more),
                ("required", JsonArray before, JsonArray more) => new JsonArray([.. before.Concat(more).Select(item => item?.DeepClone())]),
                _ => rule?.DeepClone(),
            };
        }

        return !rules.ContainsKey("$ref") || TryAdd(target);
    }

    /// <summary>Until then, what was referred to is in use.</summary>
    public void Dispose() => references.Close(_opened);

    private static JsonObject Properties(JsonObject before, JsonObject more)
    {
        var all = (JsonObject)before.DeepClone();
        foreach (var (name, schema) in more)
        {
            all[name] = before[name] is { } twin
                ? new JsonObject { ["allOf"] = new JsonArray(twin.DeepClone(), schema?.DeepClone()) }
                : schema?.DeepClone();
        }

        return all;
    }
}
