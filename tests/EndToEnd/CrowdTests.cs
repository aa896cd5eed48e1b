using System.Net;
using System.Text;
using System.Text.Json;

namespace SkillFlaw.EndToEnd;

/// <summary>A thousand runs at once, of ten flows by fifty users: each answer belongs to its request, its user and its session.</summary>
public sealed class CrowdTests : IDisposable
{
    private const int Users = 50;
    private const int FlowsOfAll = 10;
    private const int RunsOfEach = 20;

    private readonly TestFolder _folder = new();

    [Theory]
    [MemberData(nameof(ServerDatabase.Kinds), MemberType = typeof(ServerDatabase))]
    public async Task Runs_OfManyUsersAtOnce_AreNotMixedUp(bool isPostgres)
    {
        await using var database = await ServerDatabase.CreateAsync(isPostgres, _folder);
        await using var server = await ServerProcess.StartAsync(_folder.Settings([("SKILLFLAW_NEW_USER_IS_ACTIVE", "true"), .. database.Settings]));
        using var admin = server.NewClient();
        var users = new List<(HttpClient Client, string Flow, int Kind)>();
        for (var user = 0; user < Users; user++)
        {
            users.Add(await NewUserAsync(server, admin, user));
        }

        var runs =
            from user in Enumerable.Range(0, Users)
            from run in Enumerable.Range(0, RunsOfEach)
            select RunAsync(users[user], $"question {user}.{run}", $"session {user}.{run}");
        var answers = await Task.WhenAll(runs);

        var stored = (await database.MessagesAsync()).ToLookup(message => message.SessionId);
        Assert.Equal(Users * RunsOfEach, answers.Length);
        foreach (var (flow, kind, question, session, answer) in answers)
        {
            Assert.Equal($"{kind} says: {question}", Message(answer).GetProperty("text").GetString());
            Assert.Equal(session, answer.GetProperty("session_id").GetString());
            Assert.Equal(flow, Message(answer).GetProperty("flow_id").GetString());
            Assert.Equal(
                [(flow, question), (flow, $"{kind} says: {question}")],
                stored[session].Select(message => (message.FlowId.ToString(), message.Text)));
        }

        users.ForEach(user => user.Client.Dispose());
    }

    public void Dispose() => _folder.Dispose();

    private static JsonElement Message(JsonElement answer) =>
        answer.GetProperty("outputs")[0].GetProperty("outputs")[0].GetProperty("results").GetProperty("message");

    // Every tenth user has the same flow, under the same endpoint name as all others have theirs.
    private static async Task<(HttpClient Client, string Flow, int Kind)> NewUserAsync(ServerProcess server, HttpClient admin, int number)
    {
        var kind = number % FlowsOfAll;
        await SendAsync(admin, "/api/v1/users/", new { username = $"user {number}", password = $"password {number}" }, HttpStatusCode.Created);
        using var nobody = new HttpClient { BaseAddress = server.Address };
        using var login = await nobody.PostAsync("/api/v1/login", new FormUrlEncodedContent(
            new Dictionary<string, string> { ["username"] = $"user {number}", ["password"] = $"password {number}" }));
        nobody.DefaultRequestHeaders.Authorization = new("Bearer", JsonElement.Parse(await login.Content.ReadAsStringAsync()).GetProperty("access_token").GetString());
        var key = (await SendAsync(nobody, "/api/v1/api_key/", new { name = "key" }, HttpStatusCode.OK)).GetProperty("api_key").GetString();
        var document = (await File.ReadAllTextAsync(Repository.File("src", "WebApi", "Starters", "echo.json")))
            .Replace("Hello from SkillFlaw! You said:", $"{kind} says:", StringComparison.Ordinal);
        var client = server.NewClient(key);
        var flow = await SendAsync(
            client,
            "/api/v1/flows/",
            new { name = "Mine", endpoint_name = "mine", data = JsonElement.Parse(document).GetProperty("data") },
            HttpStatusCode.Created);
        return (client, flow.GetProperty("id").GetString()!, kind);
    }

    private static async Task<(string Flow, int Kind, string Question, string Session, JsonElement Answer)> RunAsync(
        (HttpClient Client, string Flow, int Kind) user, string question, string session)
    {
        var answer = await SendAsync(user.Client, "/api/v1/run/mine", new { input_value = question, session_id = session }, HttpStatusCode.OK);
        return (user.Flow, user.Kind, question, session, answer);
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, string path, object body, HttpStatusCode expected)
    {
        using var answer = await client.PostAsync(path, new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{path}: {(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }
}
