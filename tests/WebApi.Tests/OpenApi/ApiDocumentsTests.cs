using System.Text.Json;

namespace SkillFlaw.WebApi.OpenApi;

[Collection(nameof(SharedServer))]
public sealed class ApiDocumentsTests(WebServer server)
{
    [Theory]
    [InlineData("/api/v1/users/", "post", "add_user", "username,nickname,password,optins", "201,400,403,422")]
    [InlineData("/api/v1/users/{user_id}/reset-password", "patch", "reset_password", "password", "200,400,403,404,422")]
    [InlineData("/api/v1/api_key/", "post", "create_api_key", "name", "200,400,403,422")]
    [InlineData("/api/v1/variables/", "post", "create_variable", "name,value,type,default_fields", "201,400,403,422")]
    [InlineData("/api/v1/variables/{variable_id}", "delete", "delete_variable", null, "204,403,404,422")]
    public async Task Description_OfOperation_HasPathBodyAndAnswers(string path, string method, string id, string? fields, string statuses)
    {
        var document = await ReadAsync();

        var operation = document.GetProperty("paths").GetProperty(path).GetProperty(method);

        Assert.Equal(id, operation.Text("operationId"));
        Assert.Subset(operation.GetProperty("responses").EnumerateObject().Select(answer => answer.Name).ToHashSet(), statuses.Split(',').ToHashSet());
        Assert.Equal(fields is not null, operation.TryGetProperty("requestBody", out var body));
        if (fields is not null)
        {
            var schema = body.GetProperty("content").GetProperty("application/json").GetProperty("schema").Text("$ref")!.Split('/')[^1];
            Assert.Equal(
                fields.Split(','),
                document.GetProperty("components").GetProperty("schemas").GetProperty(schema).GetProperty("properties").EnumerateObject().Select(field => field.Name));
        }
    }

    [Fact]
    public async Task Description_OfQuery_HasTheNamesOfTheContract()
    {
        var operation = (await ReadAsync()).GetProperty("paths").GetProperty("/api/v1/users/").GetProperty("get");

        Assert.Equal(
            ["skip", "limit", "search", "is_active", "is_locked", "sort_by", "sort_order"],
            operation.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.Text("name")));
    }

    [Fact]
    public async Task Description_OfFields_SaysWhichMayBeMissing()
    {
        var document = await ReadAsync();

        var body = document.GetProperty("components").GetProperty("schemas").GetProperty("NewUserBody");
        var flag = document.GetProperty("paths").GetProperty("/api/v1/users/").GetProperty("get").GetProperty("parameters")[3];

        Assert.Equal(["password", "username"], body.GetProperty("required").EnumerateArray().Select(name => name.GetString()).Order());
        Assert.Equal(("is_active", "boolean"), (flag.Text("name"), flag.GetProperty("schema").Text("type")));
    }

    private async Task<JsonElement> ReadAsync() => await server.Nobody.GetAsync("/openapi.json").ReadAsync(200);
}
