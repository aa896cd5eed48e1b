using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json;

namespace SkillFlaw.EndToEnd;

[UnsupportedOSPlatform("windows")]
public sealed class StartTests : IDisposable
{
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task FirstStart_WithoutSettings_ShowsALineThatWorksWhenPasted()
    {
        await using var server = await ServerProcess.StartAsync(_folder.Settings());
        var line = server.Console[server.Console.IndexOf("curl", StringComparison.Ordinal)..].Split("\n\n")[0];

        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, ArgumentList = { "-c", line.Replace("curl", "curl -s", StringComparison.Ordinal) } };
        using var bash = Process.Start(start)!;
        var answer = JsonElement.Parse(await bash.StandardOutput.ReadToEndAsync());

        Assert.Equal("Hello from SkillFlaw! You said: hello world!", Text(answer));
    }

    [Fact]
    public async Task FirstStart_WithoutSettings_KeepsItsSecretsToItself()
    {
        await using var server = await ServerProcess.StartAsync(_folder.Settings(("SKILLFLAW_LOG_LEVEL", "debug")));
        using var client = server.NewClient();
        using var answer = await client.PostAsync("/api/v1/run/echo", null);
        Assert.True(answer.IsSuccessStatusCode);

        Assert.Equal(1, Count(server.Console, "password  "));
        Assert.Equal(2, Count(server.Console, server.ApiKey));
        var key = Path.Combine(_folder.Path, "secret_key");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(key));
        Assert.DoesNotContain((await File.ReadAllTextAsync(key)).Trim(), server.Console, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(_folder.Path) & (UnixFileMode.OtherRead | UnixFileMode.GroupRead));
    }

    [Fact]
    public async Task SecondStart_InTheSameFolder_HasEverythingAndShowsNoSecret()
    {
        string key;
        await using (var first = await ServerProcess.StartAsync(_folder.Settings()))
        {
            key = first.ApiKey;
            first.Stop();
            await first.EndAsync();
            Assert.Equal(0, first.ExitCode);
        }

        await using var second = await ServerProcess.StartAsync(_folder.Settings());
        using var client = second.NewClient(key);
        using var answer = await client.PostAsync("/api/v1/run/echo", new StringContent("""{"input_value":"again"}"""));

        Assert.Equal("Hello from SkillFlaw! You said: again", Text(JsonElement.Parse(await answer.Content.ReadAsStringAsync())));
        Assert.DoesNotContain("password", second.Console, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-", second.Console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithSuperuser_LogsInWithThatPassword()
    {
        await using var server = await ServerProcess.StartAsync(_folder.Settings(
            ("SKILLFLAW_SUPERUSER", "Grace"), ("SKILLFLAW_SUPERUSER_PASSWORD", "correct horse battery staple")));
        using var client = new HttpClient { BaseAddress = server.Address };

        using var answer = await client.PostAsync("/api/v1/login", new FormUrlEncodedContent(
            new Dictionary<string, string> { ["username"] = "grace", ["password"] = "correct horse battery staple" }));

        Assert.True(answer.IsSuccessStatusCode);
        Assert.DoesNotContain("correct horse", server.Console, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SKILLFLAW_PROT", "1", "SKILLFLAW_PROT is no setting of this server, did you mean SKILLFLAW_PORT")]
    [InlineData("SKILLFLAW_PORT", "seven", "SKILLFLAW_PORT must be a whole number from 0 to 65535.")]
    [InlineData("SKILLFLAW_DATABASE_URL", "mysql://user:secret@host/db", "SKILLFLAW_DATABASE_URL is wrong")]
    [InlineData("SKILLFLAW_SECRET_KEY", "short-secret", "SKILLFLAW_SECRET_KEY must have at least 16 characters.")]
    [InlineData("SKILLFLAW_AUTO_LOGIN", "maybe", "SKILLFLAW_AUTO_LOGIN must be true or false.")]
    [InlineData("SKILLFLAW_HOST", "nowhere.invalid", "SKILLFLAW_HOST must be an IP address")]
    [InlineData("OPENAI_BASE_URL", "not a url", "OPENAI_BASE_URL must be an http or https address.")]
    [InlineData("SKILLFLAW_CONFIG_DIR", "/proc/nowhere", "SKILLFLAW_CONFIG_DIR: the folder /proc/nowhere cannot be used")]
    public async Task Start_WithWrongSetting_EndsWithASentenceThatNamesIt(string name, string value, string sentence)
    {
        await using var server = ServerProcess.Begin(_folder.Settings((name, value)));

        await server.EndAsync();

        Assert.NotEqual(0, server.ExitCode);
        Assert.Contains(sentence, server.Console, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Console, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", server.Console, StringComparison.Ordinal);
        Assert.DoesNotContain("short-secret", server.Console, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnPortThatIsTaken_EndsWithASentence()
    {
        await using var first = await ServerProcess.StartAsync(_folder.Settings());
        using var other = new TestFolder();
        await using var second = ServerProcess.Begin(other.Settings(("SKILLFLAW_PORT", $"{first.Address.Port}")));

        await second.EndAsync();

        Assert.NotEqual(0, second.ExitCode);
        Assert.Contains("address already in use", second.Console, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Console, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(ServerDatabase.Kinds), MemberType = typeof(ServerDatabase))]
    public async Task Start_OfASecondServerOnADatabase_EndsWithASentenceThatNamesTheOrleansBuild(bool isPostgres)
    {
        await using var database = await ServerDatabase.CreateAsync(isPostgres, _folder);
        await using var first = await ServerProcess.StartAsync(_folder.Settings(database.Settings));
        await using (var second = ServerProcess.Begin(_folder.Settings(database.Settings)))
        {
            await second.EndAsync();

            Assert.NotEqual(0, second.ExitCode);
            Assert.Contains("-p:GrainRuntime=Orleans", second.Console, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", second.Console, StringComparison.Ordinal);
        }

        using var client = first.NewClient();
        Assert.Equal("""{"status":"ok","chat":"ok","db":"ok"}""", await client.GetStringAsync("/health_check"));
        await first.KillAsync();
        await using var third = await ServerProcess.StartAsync(_folder.Settings(database.Settings));
    }

    [Fact]
    public async Task Health_AsAnArgument_TellsByTheExitCode()
    {
        await using var server = await ServerProcess.StartAsync(_folder.Settings());
        var settings = _folder.Settings(("SKILLFLAW_PORT", $"{server.Address.Port}"));
        await using var well = ServerProcess.Begin(settings, "--health");
        await well.EndAsync();
        await server.KillAsync();
        await using var gone = ServerProcess.Begin(settings, "--health");
        await gone.EndAsync();

        Assert.Equal((0, 1), (well.ExitCode, gone.ExitCode));
    }

    [Fact]
    public async Task Start_WithFrontend_ServesItAndNothingOutsideOfIt()
    {
        using var editor = new TestFolder();
        await File.WriteAllTextAsync(Path.Combine(editor.Path, "index.html"), "<html>the editor</html>");
        await File.WriteAllTextAsync(Path.Combine(editor.Path, "app.js"), "start()");
        await using var server = await ServerProcess.StartAsync(_folder.Settings(("SKILLFLAW_FRONTEND_PATH", editor.Path)));
        using var client = new HttpClient { BaseAddress = server.Address };

        Assert.Equal("<html>the editor</html>", await client.GetStringAsync("/"));
        Assert.Equal("<html>the editor</html>", await client.GetStringAsync("/flow/123"));
        Assert.Equal("start()", await client.GetStringAsync("/app.js"));
        Assert.Equal("""{"detail":"Not Found"}""", await (await client.GetAsync("/api/v1/nothing")).Content.ReadAsStringAsync());
        Assert.Equal("""{"status":"ok"}""", await client.GetStringAsync("/health"));
        Assert.DoesNotContain("secret", await (await client.GetAsync("/..%2fsecret_key")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string? Text(JsonElement answer) => answer.GetProperty("outputs")[0].GetProperty("outputs")[0]
        .GetProperty("results").GetProperty("message").GetProperty("text").GetString();

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
