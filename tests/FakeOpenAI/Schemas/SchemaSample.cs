using System.Text.Json;
using System.Text.Json.Nodes;
using SkillFlaw.FakeOpenAI.Http;

namespace SkillFlaw.FakeOpenAI.Schemas;

/// <summary>
/// Makes up a small value that satisfies a JSON schema, the same one every time: required members only, no more items than demanded, the
/// first of several choices. It knows what OpenAI allows in a strict schema, and <c>allOf</c>, <c>oneOf</c>, <c>const</c>.
/// </summary>
internal sealed class SchemaSample
{
    private const int MaxDepth = 64;
    private const int MaxItems = 10_000;
    private static readonly string[] _choices = ["anyOf", "oneOf"];

    private readonly SchemaReferences _references;
    private int _depth;

    private SchemaSample(JsonObject root) => _references = new(root);

    public static JsonNode? Create(JsonElement schema, string parameter)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
        {
            throw RefusedException.WrongType(parameter, "a JSON schema");
        }

        try
        {
            var root = JsonObject.Create(schema)!;
            if (root.Count == 0)
            {
                return new JsonObject();
            }

            if (new SchemaSample(root).TryCreate(root, out var sample))
            {
                return sample;
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or ArgumentException)
        {
            throw new RefusedException(400, "invalid_json_schema", $"This is no JSON schema: {exception.Message}", parameter);
        }

        throw new RefusedException(
            400,
            "invalid_json_schema",
            "The fake cannot make up a value for this JSON schema: it contradicts itself, is endless, or has a pattern. Script a reply.",
            parameter);
    }

    private bool TryCreate(JsonNode? schema, out JsonNode? sample)
    {
        sample = null;
        if (schema is not JsonObject rules)
        {
            return schema is JsonValue any && any.GetValueKind() is JsonValueKind.True;
        }

        if (_depth == MaxDepth)
        {
            return false;
        }

        _depth++;
        try
        {
            return TryCreate(rules, out sample);
        }
        finally
        {
            _depth--;
        }
    }

    private bool TryCreate(JsonObject rules, out JsonNode? sample)
    {
        sample = null;
        if (rules.ContainsKey("$ref"))
        {
            return TryCombine([rules], out sample);
        }

        if (rules.TryGetPropertyValue("const", out var only))
        {
            sample = only?.DeepClone();
            return true;
        }

        if (rules["enum"] is JsonArray values)
        {
            sample = values.Count > 0 ? values[0]?.DeepClone() : null;
            return values.Count > 0;
        }

        if (rules["allOf"] is JsonArray parts)
        {
            return TryCombine([Without(rules, "allOf"), .. parts], out sample);
        }

        foreach (var name in _choices)
        {
            if (rules[name] is JsonArray options)
            {
                return TryAny(options, option => [Without(rules, name), option], out sample);
            }
        }

        return rules["type"] is JsonArray types
            ? TryAny(types, type => [Without(rules, "type"), new JsonObject { ["type"] = type?.DeepClone() }], out sample)
            : TryOfType(rules, rules["type"]?.GetValue<string>(), out sample);
    }

    private bool TryAny(JsonArray options, Func<JsonNode?, IEnumerable<JsonNode?>> toSchemas, out JsonNode? sample)
    {
        foreach (var option in options)
        {
            if (TryCombine(toSchemas(option), out sample))
            {
                return true;
            }
        }

        sample = null;
        return false;
    }

    private bool TryOfType(JsonObject rules, string? type, out JsonNode? sample)
    {
        sample = null;
        switch (type)
        {
            case "object":
            case null when rules.ContainsKey("properties") || rules.ContainsKey("required"):
                return TryObject(rules, out sample);
            case "array":
            case null when rules.ContainsKey("items") || rules.ContainsKey("prefixItems"):
                return TryArray(rules, out sample);
            case "string":
                return StringSample.TryCreate(rules, out sample);
            case "integer" or "number":
                return NumberSample.TryCreate(rules, whole: type is "integer", out sample);
            case "boolean":
                sample = JsonValue.Create(false);
                return true;
            default:
                return type is null or "null";
        }
    }

    private bool TryObject(JsonObject rules, out JsonNode? sample)
    {
        var members = new JsonObject();
        sample = members;
        foreach (var name in (rules["required"] as JsonArray ?? []).Select(item => item?.GetValue<string>() ?? ""))
        {
            var schema = rules["properties"]?[name] ?? rules["additionalProperties"] ?? JsonValue.Create(true);
            if (!TryCreate(schema, out var member))
            {
                return false;
            }

            members[name] = member;
        }

        return true;
    }

    private bool TryArray(JsonObject rules, out JsonNode? sample)
    {
        var items = new JsonArray();
        sample = items;
        var first = rules["prefixItems"] as JsonArray ?? [];
        var count = rules["minItems"]?.GetValue<double>() ?? 0;
        if (count > MaxItems)
        {
            return false;
        }

        for (var index = 0; index < count; index++)
        {
            var schema = index < first.Count ? first[index] : rules["items"] ?? JsonValue.Create(true);
            if (!TryCreate(schema, out var item))
            {
                return false;
            }

            items.Add(item);
        }

        return true;
    }

    private bool TryCombine(IEnumerable<JsonNode?> schemas, out JsonNode? sample)
    {
        sample = null;
        using var combined = new CombinedSchema(_references);
        return schemas.All(combined.TryAdd) && TryCreate(combined.Rules, out sample);
    }

    private static JsonObject Without(JsonObject rules, string name)
    {
        var rest = (JsonObject)rules.DeepClone();
        rest.Remove(name);
        return rest;
    }
}
