using System.Text.Json;
using SkillFlaw.WebApi.Responses;

namespace SkillFlaw.WebApi.OpenApi;

[Collection(nameof(SharedServer))]
public sealed class ApiExampleTests(WebServer server)
{
    [Fact]
    public async Task Examples_OfAllBodies_AreThere()
    {
        var document = await ApiDocument.ReadAsync(server);

        // A file has none.
        ApiDocument.AssertNone(
            from operation in document.Operations
            from body in operation.Bodies
            where body.ContentType is "application/json" or "application/x-www-form-urlencoded" || body.ContentType.StartsWith("text/", StringComparison.Ordinal)
            where !body.Content.TryGetProperty("example", out _)
            select $"{operation.Id}: no example of {body.Place}, {Name(body.Content)}");
    }

    [Fact]
    public async Task Examples_OfAllBodies_AreAsTheirSchemasSay()
    {
        var document = await ApiDocument.ReadAsync(server);

        ApiDocument.AssertNone(
            from operation in document.Operations
            from body in operation.Bodies
            where body.Content.TryGetProperty("example", out _)
            from difference in document.Differences($"{operation.Id} {body.Place}", body.Content.GetProperty("example"), body.Content.GetProperty("schema"))
            select difference);
    }

    [Fact]
    public async Task Differences_OfWrongExample_AreFound()
    {
        var document = await ApiDocument.ReadAsync(server);
        var schema = document.Operation("read_all_users").Bodies.First(body => body.Place == "200").Content.GetProperty("schema");

        var found = document.Differences("list", JsonElement.Parse("""{"total_count":"1","users":[{"id":1,"nick":"x"}],"more":1}"""), schema).ToList();

        Assert.Contains("list.total_count: String is not integer", found);
        Assert.Contains("list.users[0].nick: unknown to the schema", found);
        Assert.Contains("list.users[0].username: missing", found);
        Assert.Contains("list.more: unknown to the schema", found);
    }

    [Fact]
    public async Task Answers_OfReadingEndpoints_AreAsTheirSchemasSay()
    {
        var document = await ApiDocument.ReadAsync(server);
        foreach (var operation in document.Operations.Where(operation => operation.Method == "GET" && !operation.Path.Contains('{', StringComparison.Ordinal)))
        {
            using var answer = await server.Admin.GetAsync(operation.Path);
            var content = operation.Bodies.Where(body => body.Place == $"{(int)answer.StatusCode}").ToList();

            Assert.True(content.Count > 0, $"{operation}: {answer.StatusCode} is not described");
            var text = await answer.Content.ReadAsStringAsync();
            ApiDocument.AssertNone(document.Differences(operation.Id, JsonElement.Parse(text), content[0].Content.GetProperty("schema")));
        }
    }

    [Theory]
    [InlineData("run_flow", "/api/v1/run/", """{"input_value":"hi"}""", 1)]
    [InlineData("run_flow", "/api/v1/run/", """{"input_value":"hi","output_type":"debug"}""", 2)]
    [InlineData("run_flow_advanced", "/api/v1/run/advanced/", """{"inputs":[{"input_value":"hi"}]}""", 1)]
    public async Task Answers_OfRuns_AreAsTheirSchemasSay(string id, string path, string body, int components)
    {
        var document = await ApiDocument.ReadAsync(server);
        var user = await server.NewUserAsync();
        var flow = await server.SaveFlowAsync(user, "chat-echo");

        var answer = await user.Client.SendAsync(HttpMethod.Post, $"{path}{flow}", body).ReadAsync(200);

        Assert.Equal(components, answer.GetProperty("outputs")[0].GetProperty("outputs").GetArrayLength());
        var schema = document.Operation(id).Bodies.First(each => each.Place == "200").Content.GetProperty("schema");
        ApiDocument.AssertNone(document.Differences(id, answer, schema));
    }

    [Theory]
    [InlineData("chat-echo", "Say hi")]
    [InlineData("text-io", "Say hi")]
    public async Task Answers_OfResponses_AreAsTheirSchemasSay(string name, string input)
    {
        var document = await ApiDocument.ReadAsync(server);
        var user = await server.NewUserAsync();

        var answer = await user.Client.RespondAsync(await server.SaveFlowAsync(user, name), input).ReadAsync(200);

        var schema = document.Operation("create_response").Bodies.Single(each => each is { Place: "200", ContentType: "application/json" }).Content.GetProperty("schema");
        ApiDocument.AssertNone(document.Differences("create_response", answer, schema));
    }

    [Fact]
    public async Task Stream_OfResponseExample_HasItsFraming()
    {
        var streamed = (await ApiDocument.ReadAsync(server)).Operation("create_response").Bodies.Single(body => body.ContentType == "text/event-stream");
        var user = await server.NewUserAsync();

        var events = ResponseSteps.Events(streamed.Content.Text("example")!);
        var real = ResponseSteps.Events(await user.Client.StreamAsync(await server.SaveFlowAsync(user, "chat-echo")));

        Assert.Equal(real.Select(each => each.Name), events.Select(each => each.Name));
        Assert.Equal("Hi there", events.Deltas());
    }

    [Fact]
    public async Task Stream_OfExample_HasItsFraming()
    {
        var streamed = (await ApiDocument.ReadAsync(server)).Operation("run_flow").Bodies.Single(body => body.ContentType == "text/event-stream");

        var events = streamed.Content.Text("example")!.Split("\n\n");

        Assert.Equal("", events[^1]);
        Assert.Equal(
            ["add_message", "token", "token", "add_message", "end"],
            events[..^1].Select(line => JsonElement.Parse(line).Text("event")));
    }

    [Theory]
    [InlineData("application/x-ndjson", "")]
    [InlineData("text/event-stream", "id: {0}\ndata: ")]
    public async Task Stream_OfBuildExample_HasItsFraming(string contentType, string before)
    {
        var streamed = (await ApiDocument.ReadAsync(server)).Operation("get_build_events").Bodies.Single(body => body.ContentType == contentType);

        var events = streamed.Content.Text("example")!.Split("\n\n");

        Assert.Equal("", events[^1]);
        Assert.Equal(
            ["vertices_sorted", "add_message", "end_vertex", "token", "token", "end_vertex", "add_message", "end_vertex", "end"],
            events[..^1].Select((text, index) =>
            {
                var start = string.Format(System.Globalization.CultureInfo.InvariantCulture, before, index + 1);
                Assert.StartsWith(start, text, StringComparison.Ordinal);
                return JsonElement.Parse(text[start.Length..]).Text("event");
            }));
    }

    private static string Name(JsonElement content) =>
        content.TryGetProperty("schema", out var schema) && schema.TryGetProperty("$ref", out var reference) ? reference.GetString()! : "no name";
}
