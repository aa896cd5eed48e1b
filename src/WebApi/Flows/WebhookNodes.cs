using System.Text.Json;

namespace SkillFlaw.WebApi.Flows;

/// <summary>Whether a flow can be started by a webhook: it has a node for it (semantics section 6.1).</summary>
internal static class WebhookNodes
{
    private const int MaxDepth = 1_000;

    public static bool AreIn(string document)
    {
        using var parsed = JsonDocument.Parse(document, new JsonDocumentOptions { MaxDepth = MaxDepth });
        return parsed.RootElement.ValueKind is JsonValueKind.Object
            && parsed.RootElement.TryGetProperty("nodes", out var nodes)
            && nodes.ValueKind is JsonValueKind.Array
            && nodes.EnumerateArray().Any(IsWebhook);
    }

    private static bool IsWebhook(JsonElement node) =>
        node.ValueKind is JsonValueKind.Object
        && (Names(node, "id") || (node.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object && Names(data, "type")));

    private static bool Names(JsonElement element, string field) =>
        element.TryGetProperty(field, out var text) && text.ValueKind is JsonValueKind.String
        && text.GetRawText().Contains("Webhook", StringComparison.Ordinal);
}
