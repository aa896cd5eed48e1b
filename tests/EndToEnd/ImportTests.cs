using System.Net;
using System.Text;
using System.Text.Json;
using SkillFlaw.FakeOpenAI;

namespace SkillFlaw.EndToEnd;

/// <summary>What a new user does: import a flow that the editor exported, store the key of a model, run it.</summary>
public sealed class ImportTests : IAsyncLifetime, IDisposable
{
    private readonly TestFolder _folder = new();
    private FakeOpenAIServer _model = null!;

    public static TheoryData<string, bool> Flows
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (var isPostgres in ServerDatabase.All)
            {
                data.Add(Repository.File("tests", "Flows", "prompt-model-1.8.json"), isPostgres);
                if (Repository.Shared is { } shared)
                {
                    data.Add(Path.Combine(shared, "flows", "dev", "v16_basic_prompting.json"), isPostgres);
                }
            }

            return data;
        }
    }

    public async Task InitializeAsync() => _model = await FakeOpenAIServer.StartAsync(new FakeOpenAIOptions { ApiKey = "sk-of-the-user" });

    [Theory]
    [MemberData(nameof(Flows))]
    public async Task Import_OfExportedFlow_RunsWithTheUsersVariable(string file, bool isPostgres)
    {
        await using var database = await ServerDatabase.CreateAsync(isPostgres, _folder);
        await using var server = await ServerProcess.StartAsync(_folder.Settings([("OPENAI_BASE_URL", _model.BaseUrl), .. database.Settings]));
        using var client = server.NewClient();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(await File.ReadAllBytesAsync(file)), "file", "flow.json" } };

        using var uploaded = await client.PostAsync("/api/v1/flows/upload/", form);
        Assert.Equal(HttpStatusCode.Created, uploaded.StatusCode);
        var id = JsonElement.Parse(await uploaded.Content.ReadAsStringAsync())[0].GetProperty("id").GetString();
        using var missing = await client.PostAsync($"/api/v1/run/{id}", new StringContent("""{"input_value":"What now?"}"""));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("OPENAI_API_KEY variable not found.", await missing.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var variable = await client.PostAsync("/api/v1/variables/", new StringContent(
            """{"name":"OPENAI_API_KEY","value":"sk-of-the-user","type":"Credential","default_fields":[]}""", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.Created, variable.StatusCode);
        Assert.DoesNotContain("sk-of-the-user", await variable.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        var plain = await client.PostAsync($"/api/v1/run/{id}", new StringContent("""{"input_value":"What now?","session_id":"ada"}"""));
        var text = JsonElement.Parse(await plain.Content.ReadAsStringAsync()).GetProperty("outputs")[0].GetProperty("outputs")[0]
            .GetProperty("results").GetProperty("message").GetProperty("text").GetString();
        Assert.Equal("echo: What now?", text);

        using var streamed = await client.PostAsync($"/api/v1/run/{id}?stream=true", new StringContent("""{"input_value":"And then?","session_id":"ada"}"""));
        var events = (await streamed.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal("end", events[^1].GetProperty("event").GetString());
        Assert.Equal("echo: And then?", string.Concat(events.Where(each => each.GetProperty("event").GetString() == "token")
            .Select(each => each.GetProperty("data").GetProperty("chunk").GetString())));

        Assert.Equal(
            ["User: What now?", "Machine: echo: What now?", "User: And then?", "Machine: echo: And then?"],
            (await database.MessagesAsync()).Where(message => message.SessionId == "ada").Select(message => $"{message.Sender}: {message.Text}"));
        Assert.DoesNotContain("sk-of-the-user", server.Console, StringComparison.Ordinal);
    }

    public async Task DisposeAsync() => await _model.DisposeAsync();

    public void Dispose() => _folder.Dispose();
}
