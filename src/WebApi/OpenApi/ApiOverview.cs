using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace SkillFlaw.WebApi.OpenApi;

/// <summary>What the description says of the API as a whole.</summary>
internal sealed class ApiOverview : IDocumentFilter
{
    // In the order in which somebody needs them who is new here; a tag that is missing comes after them.
    private static readonly (string Name, string Description)[] _tags =
    [
        ("Base", "Running flows, and what the server can do"),
        ("OpenAI Responses API", "Running flows with OpenAI's client libraries"),
        ("Workflow", "Running flows and waiting for them, watching them, or coming back for them later"),
        ("Chat", "Building flows in the editor and by visitors, with the events of each build"),
        ("Flows", "Flows as the editor draws them"),
        ("Projects", "Projects, which are folders of flows"),
        ("Webhooks", "How other systems sign what they send to flows"),
        ("Schedules", "When flows run by themselves"),
        ("Jobs", "What webhooks, schedules and background workflows have begun, and what has died of it"),
        ("Monitor", "What was said, built and executed in flows"),
        ("Variables", "Settings and secrets that flows refer to by name"),
        ("APIKey", "The keys with which programs come"),
        ("Login", "Logging in and out"),
        ("Users", "Who may use the server"),
        ("Tenants", "What the tenants of the server may do"),
        ("Health Check", "Whether the server works"),
    ];

    public static OpenApiInfo Info => new()
    {
        Title = "SkillFlaw",
        Version = "1.8.0",
        Description = """
            Runs flows that are drawn in the SkillFlaw/Langflow editor, and keeps them.

            Send an API key in the header `x-api-key`, or log in and send the token as a bearer. An error is `{"detail": …}`; what is wrong with
            a request is a list of problems there, each with the place where it is.
            """,
    };

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        KeepLastSlashes(swaggerDoc, context);
        var used = swaggerDoc.Paths.Values.SelectMany(path => path.Operations ?? []).SelectMany(operation => operation.Value.Tags ?? new HashSet<OpenApiTagReference>())
            .Select(tag => tag.Name!).Distinct().ToList();
        swaggerDoc.Tags = new HashSet<OpenApiTag>(
        [
            .. from tag in _tags where used.Contains(tag.Name) select new OpenApiTag { Name = tag.Name, Description = tag.Description },
            .. from name in used where !_tags.Any(tag => tag.Name == name) select new OpenApiTag { Name = name },
        ]);
    }

    // The generator drops them, and the server answers 307 without.
    private static void KeepLastSlashes(OpenApiDocument document, DocumentFilterContext context)
    {
        var slashed = context.ApiDescriptions.Select(description => $"/{description.RelativePath}").Where(path => path.EndsWith('/')).ToHashSet();
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths)
        {
            paths.Add(slashed.Contains(path + "/") ? path + "/" : path, item);
        }

        document.Paths = paths;
    }
}
