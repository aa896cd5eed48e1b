using System.Collections.Immutable;
using System.Text.Json;
using SkillFlaw.Graph.Values;

namespace SkillFlaw.Graph.Flows;

/// <summary>Reads fields of a JSON object that may be missing or of another kind than expected.</summary>
internal static class JsonFields
{
    public static JsonElement? Object(this JsonElement element, string name) => Find(element, name, JsonValueKind.Object);

    public static JsonElement? List(this JsonElement element, string name) => Find(element, name, JsonValueKind.Array);

    public static string? Text(this JsonElement element, string name) =>
        Find(element, name, JsonValueKind.String) is { } text ? JsonValues.ReadText(text) : null;

    public static bool Flag(this JsonElement element, string name) => Find(element, name, JsonValueKind.True) is not null;

    public static bool Has(this JsonElement element, string name) => Find(element, name) is not null;

    /// <summary>The texts of a list; default where there is no list.</summary>
    public static ImmutableArray<string> Texts(this JsonElement element, string name) =>
        Find(element, name, JsonValueKind.Array) is { } list ? Texts(list) : default;

    public static ImmutableArray<string> Texts(JsonElement list)
    {
        var texts = ImmutableArray.CreateBuilder<string>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind is JsonValueKind.String)
            {
                texts.Add(JsonValues.ReadText(item));
            }
        }

        return texts.DrainToImmutable();
    }

    private static JsonElement? Find(JsonElement element, string name, JsonValueKind kind) =>
        Find(element, name) is { } value && value.ValueKind == kind ? value : null;

    private static JsonElement? Find(JsonElement element, string name)
    {
        try
        {
            return element.ValueKind is JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException failure)
        {
            // The search compares every name on its way.
            throw new InvalidValueException("The name of a field is not valid Unicode.", failure);
        }
    }
}
