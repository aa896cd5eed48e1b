using System.Collections.Concurrent;
using System.Text.Json;

namespace SkillFlaw.EndToEnd;

public sealed class KillTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [MemberData(nameof(ServerDatabase.Kinds), MemberType = typeof(ServerDatabase))]
    public async Task Kill_DuringRuns_LosesNothingThatWasAnswered(bool isPostgres)
    {
        const int Callers = 32;
        const int BeforeTheKill = 300;
        await using var database = await ServerDatabase.CreateAsync(isPostgres, _folder);
        var answered = new ConcurrentDictionary<string, string>();
        var enough = new TaskCompletionSource();
        string key;
        await using (var server = await ServerProcess.StartAsync(_folder.Settings(database.Settings)))
        {
            key = server.ApiKey;
            using var client = server.NewClient();
            var callers = Enumerable.Range(0, Callers).Select(caller => CallAsync(client, caller)).ToArray();
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await server.KillAsync();
            await Task.WhenAll(callers);
        }

        await using var again = await ServerProcess.StartAsync(_folder.Settings(database.Settings));
        using var after = again.NewClient(key);
        Assert.Equal("""{"status":"ok","chat":"ok","db":"ok"}""", await after.GetStringAsync("/health_check"));
        var stored = (await database.MessagesAsync()).ToLookup(message => message.SessionId, message => $"{message.Sender}: {message.Text}");
        foreach (var (session, text) in answered)
        {
            Assert.Equal(["User: " + session, "Machine: " + text], stored[session]);
        }

        // The others have nothing, or a beginning of the same.
        Assert.All(
            stored.Where(session => !answered.ContainsKey(session.Key)),
            session => Assert.True(
                new[] { "User: " + session.Key, $"Machine: Hello from SkillFlaw! You said: {session.Key}" }.AsSpan().StartsWith(session.ToArray())));
        using var run = await after.PostAsync("/api/v1/run/echo", new StringContent("""{"input_value":"still there?"}"""));
        Assert.True(run.IsSuccessStatusCode);

        async Task CallAsync(HttpClient client, int caller)
        {
            for (var number = 0; ; number++)
            {
                var session = $"session {caller} {number}";
                try
                {
                    using var answer = await client.PostAsync(
                        "/api/v1/run/echo", new StringContent(JsonSerializer.Serialize(new { input_value = session, session_id = session })));
                    answer.EnsureSuccessStatusCode();
                    var text = JsonElement.Parse(await answer.Content.ReadAsStringAsync())
                        .GetProperty("outputs")[0].GetProperty("outputs")[0].GetProperty("results").GetProperty("message").GetProperty("text").GetString()!;
                    answered[session] = text;
                    if (answered.Count >= BeforeTheKill)
                    {
                        enough.TrySetResult();
                    }
                }
                catch (HttpRequestException) when (enough.Task.IsCompleted)
                {
                    return;
                }
            }
        }
    }

    public void Dispose() => _folder.Dispose();
}
