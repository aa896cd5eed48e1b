using System.Text.Json;

namespace SkillFlaw.WebApi.OpenApi;

/// <summary>The description of the API as a client reads it.</summary>
internal sealed class ApiDocument(JsonElement root)
{
    public static async Task<ApiDocument> ReadAsync(WebServer server) => new(await server.Nobody.GetAsync("/openapi.json").ReadAsync(200));

    public JsonElement Root => root;

    public IEnumerable<ApiOperation> Operations =>
        from path in root.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select new ApiOperation(operation.Name.ToUpperInvariant(), path.Name, operation.Value);

    public ApiOperation Operation(string id) => Operations.Single(operation => operation.Id == id);

    /// <summary>Every value in the document, with its place.</summary>
    public IEnumerable<(string Place, JsonElement Value)> All() => All("#", root);

    /// <summary>Fails with all that was found.</summary>
    public static void AssertNone(IEnumerable<string> problems)
    {
        var all = problems.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }

    public JsonElement? Find(string reference)
    {
        var found = root;
        foreach (var part in reference.Split('/').Skip(1))
        {
            if (!found.TryGetProperty(part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out found))
            {
                return null;
            }
        }

        return found;
    }

    /// <summary>What a value has that its schema does not: properties of other names, other types, missing properties.</summary>
    public IEnumerable<string> Differences(string place, JsonElement value, JsonElement schema)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Find(reference.GetString()!) is { } target ? Differences(place, value, target) : [$"{place}: nothing at {reference}"];
        }

        if (schema.TryGetProperty("anyOf", out var choices))
        {
            var ofChoices = choices.EnumerateArray().Select(choice => Differences(place, value, choice).ToList()).ToList();
            return ofChoices.Any(differences => differences.Count == 0) ? [] : ofChoices[0];
        }

        if (!IsOfType(value, schema))
        {
            return [$"{place}: {value.ValueKind} is not {schema.GetProperty("type")}"];
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => Fields(place, value, schema),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) =>
                value.EnumerateArray().SelectMany((item, index) => Differences($"{place}[{index}]", item, items)),
            JsonValueKind.String when schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(choice => choice.GetString() == value.GetString()) =>
                [$"{place}: {value} is not allowed"],
            JsonValueKind.String when schema.TryGetProperty("format", out var format) && format.GetString() == "uuid" && !value.TryGetGuid(out _) =>
                [$"{place}: {value} is no uuid"],
            _ => [],
        };
    }

    private IEnumerable<string> Fields(string place, JsonElement value, JsonElement schema)
    {
        var isMap = schema.TryGetProperty("additionalProperties", out var others);
        var isClosed = schema.TryGetProperty("properties", out var properties);
        foreach (var field in value.EnumerateObject())
        {
            var inner = $"{place}.{field.Name}";
            var known = isClosed && properties.TryGetProperty(field.Name, out var own) ? own : isMap ? others : default;
            if (known.ValueKind is JsonValueKind.Object)
            {
                foreach (var difference in Differences(inner, field.Value, known))
                {
                    yield return difference;
                }
            }
            else if (isClosed)
            {
                yield return $"{inner}: unknown to the schema";
            }
        }

        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray().Select(name => name.GetString()!).Where(name => !value.TryGetProperty(name, out _)))
            {
                yield return $"{place}.{name}: missing";
            }
        }
    }

    private static bool IsOfType(JsonElement value, JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return true;
        }

        var name = value.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
            JsonValueKind.String => "string",
            JsonValueKind.Array => "array",
            _ => "object",
        };
        return type.ValueKind is JsonValueKind.String ? type.GetString() == name : type.EnumerateArray().Any(each => each.GetString() == name);
    }

    private static IEnumerable<(string Place, JsonElement Value)> All(string place, JsonElement value) =>
    [
        (place, value),
        .. value.ValueKind switch
        {
            JsonValueKind.Object => value.EnumerateObject().SelectMany(field => All($"{place}/{field.Name}", field.Value)),
            JsonValueKind.Array => value.EnumerateArray().SelectMany((item, index) => All($"{place}/{index}", item)),
            _ => Enumerable.Empty<(string, JsonElement)>(),
        },
    ];
}

/// <summary>One operation of the description.</summary>
internal sealed record ApiOperation(string Method, string Path, JsonElement Json)
{
    public string Id => Json.TryGetProperty("operationId", out var id) ? id.GetString()! : "";

    public override string ToString() => $"{Method} {Path}";

    public IEnumerable<(string Status, JsonElement Answer)> Answers =>
        Json.GetProperty("responses").EnumerateObject().Select(answer => (answer.Name, answer.Value));

    /// <summary>Every body that it takes or answers, with its place in the operation.</summary>
    public IEnumerable<(string Place, string ContentType, JsonElement Content)> Bodies =>
        Answers.Select(answer => (Place: answer.Status, Holder: answer.Answer))
            .Prepend((Place: "request", Holder: Json.TryGetProperty("requestBody", out var body) ? body : default))
            .Where(holder => holder.Holder.ValueKind is JsonValueKind.Object && holder.Holder.TryGetProperty("content", out _))
            .SelectMany(holder => holder.Holder.GetProperty("content").EnumerateObject(), (holder, content) => (holder.Place, content.Name, content.Value));

    public bool Has(string name) => Json.TryGetProperty(name, out var value) && value.ToString().Length > 0;
}
