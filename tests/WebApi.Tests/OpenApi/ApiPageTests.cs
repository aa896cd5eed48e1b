using System.Text.RegularExpressions;

namespace SkillFlaw.WebApi.OpenApi;

[Collection(nameof(SharedServer))]
public sealed partial class ApiPageTests(WebServer server)
{
    [Fact]
    public async Task Page_WithoutCredentials_LeadsToItsIndex()
    {
        using var answer = await server.Nobody.GetAsync("/docs");

        Assert.Equal(301, (int)answer.StatusCode);
        Assert.Equal("docs/index.html", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Page_WithoutInternet_HasAllItsParts()
    {
        var page = await server.Nobody.GetStringAsync("/docs/index.html");

        var parts = Parts().Matches(page).Select(part => part.Groups[1].Value).ToList();
        Assert.Contains("./swagger-ui-bundle.js", parts);
        foreach (var part in parts)
        {
            Assert.DoesNotContain(":", part, StringComparison.Ordinal);
            using var answer = await server.Nobody.GetAsync(new Uri(new Uri(server.Address, "/docs/index.html"), part));
            Assert.True(answer.IsSuccessStatusCode, $"{part}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Page_OfServer_ShowsItsDescription() =>
        Assert.Contains("\"url\":\"/openapi.json\"", await server.Nobody.GetStringAsync("/docs/index.js"), StringComparison.Ordinal);

    [GeneratedRegex("""(?:src|href)="([^"]*)""")]
    private static partial Regex Parts();
}
