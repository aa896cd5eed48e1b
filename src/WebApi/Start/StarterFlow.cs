using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SkillFlaw.WebApi.Start;

/// <summary>A flow that a new server has from the beginning, as the editor would export it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it does.</param>
/// <param name="EndpointName">The name to run it by.</param>
/// <param name="Icon">Its icon, or null.</param>
/// <param name="Tags">Its tags, a JSON list.</param>
/// <param name="Data">The document.</param>
internal sealed record StarterFlow(string Name, string? Description, string? EndpointName, string? Icon, string Tags, string Data)
{
    private const string Folder = "Starters/";

    /// <summary>The same in every version of the server.</summary>
    public Guid Id { get; } = new(SHA256.HashData(Encoding.UTF8.GetBytes(Name)).AsSpan(0, 16));

    private static readonly Lazy<IReadOnlyList<StarterFlow>> _all = new(() =>
    [
        .. from name in typeof(StarterFlow).Assembly.GetManifestResourceNames()
           where name.StartsWith(Folder, StringComparison.Ordinal)
           orderby name
           select Read(name),
    ]);

    public static IReadOnlyList<StarterFlow> All => _all.Value;

    private static StarterFlow Read(string resource)
    {
        using var stream = typeof(StarterFlow).Assembly.GetManifestResourceStream(resource)!;
        using var document = JsonDocument.Parse(stream);
        var root = document.RootElement;
        return new StarterFlow(
            root.GetProperty("name").GetString()!,
            Text(root, "description"),
            Text(root, "endpoint_name"),
            Text(root, "icon"),
            root.TryGetProperty("tags", out var tags) ? tags.GetRawText() : "[]",
            JsonSerializer.Serialize(root.GetProperty("data"), Http.HttpJson.Default.JsonElement));
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.GetString() : null;
}
