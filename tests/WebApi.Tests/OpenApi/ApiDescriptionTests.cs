using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using SkillFlaw.WebApi.Http;

namespace SkillFlaw.WebApi.OpenApi;

[Collection(nameof(SharedServer))]
public sealed class ApiDescriptionTests(WebServer server)
{
    [Fact]
    public async Task Description_ReadByAnotherReader_HasNoErrors()
    {
        var text = (await ApiDocument.ReadAsync(server)).Root.GetRawText();

        var (document, diagnostic) = OpenApiDocument.Parse(text, "json");

        ApiDocument.AssertNone(diagnostic!.Errors.Select(error => error.ToString()));
        ApiDocument.AssertNone(diagnostic.Warnings.Select(warning => warning.ToString()));
        Assert.Equal("SkillFlaw", document!.Info.Title);
    }

    [Fact]
    public async Task Description_OfServer_HasItsEndpointsAndNoOthers()
    {
        var document = await ApiDocument.ReadAsync(server);

        Assert.Equal(Endpoints().Select(endpoint => endpoint.Name).Order(), document.Operations.Select(operation => operation.ToString()).Order());
    }

    [Fact]
    public async Task Operations_All_SayWhatTheyAre()
    {
        var operations = (await ApiDocument.ReadAsync(server)).Operations.ToList();

        string[] names = ["operationId", "summary", "tags"];
        ApiDocument.AssertNone(from operation in operations from name in names where !operation.Has(name) select $"{operation}: no {name}");
        ApiDocument.AssertNone(operations.GroupBy(operation => operation.Id).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Fact]
    public async Task Operations_All_SayWhatSucceeds()
    {
        var document = await ApiDocument.ReadAsync(server);

        ApiDocument.AssertNone(
            from operation in document.Operations
            where operation.Id != "save_store_api_key" && !operation.Answers.Any(answer => answer.Status == "204"
                || (answer.Status.StartsWith('2') && answer.Answer.TryGetProperty("content", out var content)
                    && content.EnumerateObject().All(each => each.Value.TryGetProperty("schema", out _))))
            select $"{operation}: no answer of success with a schema");
    }

    [Fact]
    public async Task Operations_All_SayWhichErrorsTheyHave()
    {
        var document = await ApiDocument.ReadAsync(server);
        var access = Endpoints().ToDictionary(endpoint => endpoint.Name, endpoint => endpoint.Access);

        ApiDocument.AssertNone(
            from operation in document.Operations
            from status in Expected(operation, access[operation.ToString()])
            where operation.Answers.All(answer => answer.Status != status)
            select $"{operation}: no {status}");
        ApiDocument.AssertNone(
            from operation in document.Operations
            where operation.Json.TryGetProperty("security", out _) == (access[operation.ToString()] is Access.Public)
            select $"{operation}: needs credentials or not?");
    }

    [Theory]
    [InlineData("run_flow", "429", "500")]
    [InlineData("run_flow_advanced", "429", "500")]
    [InlineData("create_response", "422", "429")]
    [InlineData("build_flow", "404", "429")]
    [InlineData("build_public_tmp", "400", "403", "429")]
    [InlineData("cancel_public_build", "400", "404")]
    [InlineData("login", "401", "429")]
    [InlineData("health_check", "500", "503")]
    public async Task Operation_WithErrorsOfItsOwn_SaysThem(string id, params string[] statuses)
    {
        var operation = (await ApiDocument.ReadAsync(server)).Operation(id);

        Assert.Subset(operation.Answers.Select(answer => answer.Status).ToHashSet(), statuses.ToHashSet());
    }

    [Theory]
    [InlineData("health")]
    [InlineData("get_version")]
    public async Task Operation_WithoutStorage_HasNoErrors(string id) =>
        Assert.Equal(["200"], (await ApiDocument.ReadAsync(server)).Operation(id).Answers.Select(answer => answer.Status));

    [Fact]
    public async Task Credentials_OfServer_AreThreeOfWhichOneIsEnough()
    {
        var document = await ApiDocument.ReadAsync(server);

        string[] names = ["OAuth2PasswordBearerCookie", "API_key_header", "API_key_query"];
        var security = document.Operation("run_flow").Json.GetProperty("security").EnumerateArray();
        Assert.Equal(names, document.Root.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(scheme => scheme.Name));
        Assert.Equal(names, security.Select(one => Assert.Single(one.EnumerateObject()).Name));
    }

    [Fact]
    public async Task References_All_HaveATarget()
    {
        var document = await ApiDocument.ReadAsync(server);

        ApiDocument.AssertNone(
            from each in document.All()
            where each.Place.EndsWith("/$ref", StringComparison.Ordinal) && each.Value.ValueKind is JsonValueKind.String
                && document.Find(each.Value.GetString()!) is null
            select $"{each.Place}: {each.Value}");
    }

    [Fact]
    public async Task Names_All_AreInSnakeCase()
    {
        var document = await ApiDocument.ReadAsync(server);

        ApiDocument.AssertNone(
            from schema in document.Root.GetProperty("components").GetProperty("schemas").EnumerateObject()
            where schema.Value.TryGetProperty("properties", out _)
            from property in schema.Value.GetProperty("properties").EnumerateObject()
            where property.Name.Any(char.IsAsciiLetterUpper)
            select $"{schema.Name}.{property.Name}");
    }

    [Fact]
    public async Task Parameters_OfFlags_AreBooleans()
    {
        var parameters = (await ApiDocument.ReadAsync(server)).Operation("read_all_users").Json.GetProperty("parameters").EnumerateArray();

        Assert.Equal("boolean", parameters.Single(parameter => parameter.Text("name") == "is_active").GetProperty("schema").Text("type"));
    }

    [Fact]
    public async Task Tags_All_AreDeclaredAndSaidWhatTheyAre()
    {
        var document = await ApiDocument.ReadAsync(server);

        var declared = document.Root.GetProperty("tags").EnumerateArray().Where(tag => tag.TryGetProperty("description", out _)).Select(tag => tag.Text("name")!);
        var used = document.Operations.SelectMany(operation => operation.Json.GetProperty("tags").EnumerateArray()).Select(tag => tag.GetString()!).Distinct();
        Assert.Equal(used.Order(), declared.Order());
    }

    private static IEnumerable<string> Expected(ApiOperation operation, Access access)
    {
        string[] ofCallers = access is Access.Public ? [] : ["401", "403"];
        string[] ofBody = operation.Json.TryGetProperty("requestBody", out _) ? ["413", "422"] : [];
        var hasTyped = operation.Json.TryGetProperty("parameters", out var parameters) && parameters.EnumerateArray().Any(parameter =>
            parameter.GetProperty("schema").TryGetProperty("format", out _) || parameter.GetProperty("schema").Text("type") != "string");
        string[] ofParameters = hasTyped ? ["422"] : [];
        string[] ofStorage = operation.Id is "health" or "get_version" ? [] : ["503"];
        return [.. ofCallers, .. ofBody, .. ofParameters, .. ofStorage];
    }

    private IEnumerable<(string Name, Access Access)> Endpoints() =>
        from endpoint in server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        where endpoint.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>()?.ExcludeFromDescription is not true
        let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
        where path.StartsWith("/api", StringComparison.Ordinal) || path.StartsWith("/health", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select ($"{method} {path}", endpoint.Metadata.GetMetadata<EndpointAccess>()!.Access);
}
