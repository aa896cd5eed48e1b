using System.IO.Compression;
using System.Text;
using System.Text.Json;
using static SkillFlaw.WebApi.Flows.FlowSteps;

namespace SkillFlaw.WebApi.Flows;

[Collection(nameof(SharedServer))]
public sealed class FlowFileTests(WebServer server)
{
    private const string WithKey = """
        {"nodes":[{"id":"a","data":{"node":{"template":{
          "api_key":{"name":"api_key","password":true,"value":"sk-secret"},
          "max_tokens":{"name":"max_tokens","value":5},
          "prefix":{"name":"prefix","password":false,"value":"keep  this"}}}}}],"edges":[]}
        """;

    [Theory]
    [InlineData("""{"name":"one"}""", "one")]
    [InlineData("""{"flows":[{"name":"one"},{"name":"two"},{"name":"one"}]}""", "one,two,one (1)")]
    public async Task Upload_OfJson_CreatesItsFlows(string json, string expected)
    {
        var user = await server.NewUserAsync();

        var made = await user.Client.UploadAsync($"{FlowsPath}upload/", "\ufeff" + json).ReadAsync(201);

        Assert.Equal(expected, string.Join(',', made.Names()));
        Assert.All(made.EnumerateArray(), flow => Assert.Equal(user.Id, flow.GetProperty("user_id").GetInt32()));
    }

    [Fact]
    public async Task Upload_FromAnotherServer_IsTheCallersAndInTheDefaultProject()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());
        var project = await other.Client.CreateProjectAsync();
        await user.Client.CreateFlowAsync("x", "\"endpoint_name\":\"x\"");

        var made = (await user.Client.UploadAsync(
            $"{FlowsPath}upload/",
            $$"""{"name":"x","endpoint_name":"x","user_id":"{{Guid.NewGuid()}}","folder_id":"{{project.Text("id")}}","id":"{{Guid.NewGuid()}}"}""").ReadAsync(201))[0];

        Assert.Equal(("x (1)", "x-1"), (made.Text("name"), made.Text("endpoint_name")));
        Assert.NotEqual(project.Text("id"), made.Text("project_id"));
        Assert.Equal(2, (await user.Client.GetAsync($"{FlowsPath}?get_all=false").ReadAsync(200)).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("project_id")]
    [InlineData("folder_id")]
    public async Task Upload_IntoAProject_IsInIt(string query)
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());
        var (own, others) = (await user.Client.CreateProjectAsync(), await other.Client.CreateProjectAsync());

        var made = await user.Client.UploadAsync($"{FlowsPath}upload/?{query}={own.Text("id")}", """{"name":"x"}""").ReadAsync(201);

        Assert.Equal(own.Text("id"), made[0].Text("project_id"));
        foreach (var id in (object?[])[others.Text("id"), Guid.NewGuid()])
        {
            Assert.Equal("Project not found", await user.Client.UploadAsync($"{FlowsPath}upload/?{query}={id}", """{"name":"x"}""").ReadErrorAsync(404));
        }
    }

    [Theory]
    [InlineData("nothing", "json_invalid", """["body","file",1]""")]
    [InlineData("{}", "missing", """["body","name"]""")]
    [InlineData("[]", "model_attributes_type", """["body"]""")]
    [InlineData("""{"flows":[{"name":1}]}""", "string_type", """["body","flows",0,"name"]""")]
    public async Task Upload_OfSomethingElse_SaysWhatIsWrong(string json, string type, string location)
    {
        var error = (await server.Admin.UploadAsync($"{FlowsPath}upload/", json).ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal(type, error.Text("type"));
        Assert.Equal(location, error.GetProperty("loc").GetRawText());
    }

    [Fact]
    public async Task Upload_WithoutAFile_SaysSo()
    {
        var error = (await server.Admin.SendAsync(HttpMethod.Post, $"{FlowsPath}upload/", "{}").ReadAsync(422)).GetProperty("detail")[0];

        Assert.Equal(("missing", """["body","file"]"""), (error.Text("type"), error.GetProperty("loc").GetRawText()));
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "no form at all")]
    [InlineData("multipart/form-data", "no boundary")]
    public async Task Upload_OfABrokenForm_IsRefused(string type, string body)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        Assert.Equal("There was an error parsing the body", await server.Admin.PostAsync($"{FlowsPath}upload/", content).ReadErrorAsync(400));
    }

    [Fact]
    public async Task Upload_OfAnArchive_TakesItsJsonWhereverItLies()
    {
        var user = await server.NewUserAsync();
        var archive = Zip(
            ("../../etc/evil.json", """{"name":"one"}"""), ("/abs.json", """{"flows":[{"name":"two"},{"name":"three"}]}"""),
            ("readme.txt", "not a flow"), ("folder.json/", ""));

        var made = await user.Client.UploadAsync($"{FlowsPath}upload/", archive, "../x.zip").ReadAsync(201);

        Assert.Equal(["one", "two", "three"], made.Names());
    }

    [Fact]
    public async Task Upload_OfABomb_IsRefused()
    {
        using var bomb = new MemoryStream();
        using (var zip = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("bomb.json").Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 40; i++)
            {
                entry.Write(zeros);
            }
        }

        Assert.Equal(
            "A file in the archive, or all of them, are too large.",
            await server.Admin.UploadAsync($"{FlowsPath}upload/", bomb.ToArray()).ReadErrorAsync(413));
    }

    [Fact]
    public async Task Upload_OfAnArchiveWithTooManyFiles_IsRefused()
    {
        var some = Zip([.. Enumerable.Range(0, 1_001).Select(i => ($"{i}.json", "{}"))]);
        var more = Zip([.. Enumerable.Range(0, 5_000).Select(i => ($"{new string('n', 200)}{i}.txt", ""))]);

        Assert.Equal("The archive has more than 1000 files.", await server.Admin.UploadAsync($"{FlowsPath}upload/", some).ReadErrorAsync(413));
        Assert.Equal("The archive has too many files.", await server.Admin.UploadAsync($"{FlowsPath}upload/", more).ReadErrorAsync(413));
    }

    [Fact]
    public async Task Upload_OfADamagedArchive_IsRefused()
    {
        var archive = Zip(("a.json", """{"name":"one"}"""), ("b.json", """{"name":"two"}"""));
        var lying = archive.ToArray();
        lying[^10] = 1; // The directory's length does not fit any more.

        foreach (var damaged in (byte[][])[archive[..^1], archive[..40], lying, "PK"u8.ToArray(), [.. archive.Take(31), .. archive.Skip(33)]])
        {
            Assert.Equal("The archive cannot be read.", await server.Admin.UploadAsync($"{FlowsPath}upload/", damaged).ReadErrorAsync(400));
        }
    }

    [Fact]
    public async Task Download_OfOneFlow_IsItsJsonWithoutKeys()
    {
        var user = await server.NewUserAsync();
        var flow = await user.Client.CreateFlowAsync(fields: $"\"data\":{WithKey}");

        using var answer = await user.Client.SendAsync(HttpMethod.Post, $"{FlowsPath}download/", $"""["{flow.Text("id")}","{Guid.NewGuid()}"]""");

        var got = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(WithKey.Replace("\"sk-secret\"", "null", StringComparison.Ordinal), got.GetProperty("data").GetRawText());
        Assert.Equal(flow.Text("project_id"), got.Text("folder_id"));
        Assert.Equal(WithKey, (await user.Client.ReadFlowAsync(flow)).GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task Download_OfSeveralFlows_IsAnArchiveThatLeadsNowhere()
    {
        var user = await server.NewUserAsync();
        var flows = new List<JsonElement>();
        foreach (var name in (string[])["a/b", "a:b", "..", "../../x", "ü", "\\\\x", "\\u0007"])
        {
            flows.Add(await user.Client.CreateFlowAsync(name, $"\"data\":{WithKey}"));
        }

        using var answer = await user.Client.SendAsync(
            HttpMethod.Post, $"{FlowsPath}download/", $"[{string.Join(',', flows.Select(flow => $"\"{flow.Text("id")}\""))}]");

        Assert.Equal("application/x-zip-compressed", answer.Content.Headers.ContentType?.MediaType);
        Assert.Matches(@"^attachment; filename=\d{8}_\d{6}_skillflaw_flows\.zip$", answer.Content.Headers.GetValues("Content-Disposition").Single());
        var files = await ReadAsync(answer);
        Assert.Equal(
            ["_ (1).json", "_.._x.json", "_.json", "_x.json", "a_b (1).json", "a_b.json", "ü.json"], files.Keys.Order(StringComparer.Ordinal));
        Assert.All(files.Values, flow => Assert.DoesNotContain("sk-secret", flow.GetRawText(), StringComparison.Ordinal));
        Assert.Equal("../../x", files["_.._x.json"].Text("name"));
    }

    [Fact]
    public async Task Download_ThenUpload_GivesTheSameFlows()
    {
        var (user, other) = (await server.NewUserAsync(), await server.NewUserAsync());
        var (a, b) = (await user.Client.CreateFlowAsync("a", $"\"data\":{Echo()}"), await user.Client.CreateFlowAsync("b", $"\"data\":{Echo()},\"tags\":[\"t\"]"));
        using var archive = await user.Client.SendAsync(HttpMethod.Post, $"{FlowsPath}download/", $"""["{a.Text("id")}","{b.Text("id")}"]""");

        var made = await other.Client.UploadAsync($"{FlowsPath}upload/", await archive.Content.ReadAsByteArrayAsync()).ReadAsync(201);

        Assert.Equal(["a", "b"], made.Names());
        Assert.Equal(b.GetProperty("data").GetRawText(), made[1].GetProperty("data").GetRawText());
        Assert.Equal("""["t"]""", made[1].GetProperty("tags").GetRawText());
    }

    [Fact]
    public async Task Download_OfNothing_IsNotFound()
    {
        var flow = await (await server.NewUserAsync()).Client.CreateFlowAsync();

        foreach (var body in (string[])["[]", $"""["{Guid.NewGuid()}"]""", $"""["{flow.Text("id")}"]"""])
        {
            Assert.Equal("No flows found.", await server.Admin.SendAsync(HttpMethod.Post, $"{FlowsPath}download/", body).ReadErrorAsync(404));
        }
    }

    private static byte[] Zip(params (string Name, string Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return bytes.ToArray();
    }

    private static async Task<Dictionary<string, JsonElement>> ReadAsync(HttpResponseMessage answer)
    {
        using var zip = new ZipArchive(new MemoryStream(await answer.Content.ReadAsByteArrayAsync()));
        var files = new Dictionary<string, JsonElement>();
        foreach (var entry in zip.Entries)
        {
            await using var content = await entry.OpenAsync();
            files.Add(entry.FullName, await JsonSerializer.DeserializeAsync<JsonElement>(content));
        }

        return files;
    }
}
