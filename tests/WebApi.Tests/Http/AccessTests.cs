using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace SkillFlaw.WebApi.Http;

/// <summary>The ledger of who may call what: every endpoint is classified, and what is public stands here.</summary>
[Collection(nameof(SharedServer))]
public sealed class AccessTests(WebServer server)
{
    private static readonly string[] _public =
    [
        "GET /api/v1/auto_login",

        // Visitors of public flows: they are known by a cookie, and see only what they have begun.
        "GET /api/v1/build_public_tmp/{flow_id}/messages",
        "GET /api/v1/build_public_tmp/{job_id}/events",
        "GET /api/v1/flows/basic_examples/",
        "GET /api/v1/flows/public_flow/{flow_id}",

        // Sends on to /projects, which asks for credentials.
        "GET /api/v1/folders/{**path}",
        "GET /api/v1/version",
        "GET /health",
        "GET /health_check",
        "GET /openapi.json",
        "POST /api/v1/build_public_tmp/{flow_id}/flow",
        "POST /api/v1/build_public_tmp/{job_id}/cancel",
        "POST /api/v1/login",
        "POST /api/v1/logout",
        "POST /api/v1/refresh",

        // Looks at keys and signatures itself.
        "POST /api/v1/webhook/{flow_id_or_name}",
    ];

    [Fact]
    public void Endpoints_WithoutCredentials_AreTheseAndNoOthers() =>
        Assert.Equal(_public, Routes().Where(route => route.Access is Access.Public).Select(route => $"{route.Method} {route.Pattern}").Order(StringComparer.Ordinal));

    [Fact]
    public async Task Endpoint_ThatIsNotPublic_RefusesNobodyBeforeItLooksAtAnything()
    {
        var routes = Routes().Where(route => route.Access is not Access.Public).ToList();
        Assert.True(routes.Count > 40, $"Only {routes.Count} routes were found.");
        foreach (var route in routes)
        {
            var path = Parameter().Replace(route.Pattern, Guid.NewGuid().ToString());

            var detail = await server.Nobody.SendAsync(new HttpMethod(route.Method), path, route.Method is "GET" ? null : "not even JSON").ReadErrorAsync(403);

            Assert.Equal("An API key must be passed as query or header", detail);
        }
    }

    [Fact]
    public async Task Endpoint_OfSuperusers_RefusesUsers()
    {
        var user = await server.NewUserAsync();
        foreach (var route in Routes().Where(route => route.Access is Access.Superuser))
        {
            var path = Parameter().Replace(route.Pattern, "1");

            var detail = await user.Client.SendAsync(new HttpMethod(route.Method), path, route.Method is "GET" ? null : "{}").ReadErrorAsync(403);

            Assert.Equal("The user doesn't have enough privileges", detail);
        }
    }

    private static System.Text.RegularExpressions.Regex Parameter() => new(@"\{[^}]+\}");

    private IEnumerable<(string Method, string Pattern, Access Access)> Routes() =>
        from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        let access = endpoint.Metadata.GetRequiredMetadata<EndpointAccess>()
        select (method, endpoint.RoutePattern.RawText!, access.Access);
}
