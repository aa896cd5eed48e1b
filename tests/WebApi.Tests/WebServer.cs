using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.FakeOpenAI;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Flows;
using SkillFlaw.Storage.Messages;
using SkillFlaw.Storage.Tenants;
using SkillFlaw.Storage.Users;
using SkillFlaw.WebApi.ApiKeys;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi;

/// <summary>
/// A whole server on a free port of this process, with a data folder of its own. Its superuser is <c>admin</c>, the password is
/// <see cref="Password"/>.
/// </summary>
public sealed class WebServer : IAsyncLifetime
{
    public const string Password = "a password of the tests";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("skillflaw-web-");
    private WebApplication _app = null!;
    private int _users;

    /// <summary>Settings besides the ones of every test server.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>Replaces parts of the server; null for none.</summary>
    public Action<IServiceCollection>? Configure { get; init; }

    public Uri Address { get; private set; } = null!;

    /// <summary>The superuser, by API key.</summary>
    public HttpClient Admin { get; private set; } = null!;

    /// <summary>Nobody: a client without credentials that follows no redirect and keeps no cookie.</summary>
    public HttpClient Nobody { get; private set; } = null!;

    /// <summary>The superuser's API key.</summary>
    public string AdminKey { get; private set; } = "";

    /// <summary>What was shown at the start.</summary>
    public string StartText { get; private set; } = "";

    public IServiceProvider Services => _app.Services;

    public string DataFolder => _folder.FullName;

    /// <summary>The model provider "OpenAI" of this server. Unless told otherwise it answers with <c>echo: </c> and the question.</summary>
    public FakeOpenAIServer Model { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Model = await FakeOpenAIServer.StartAsync();
        var environment = new Dictionary<string, string>
        {
            ["OPENAI_BASE_URL"] = Model.BaseUrl,
            ["SKILLFLAW_PORT"] = "0",
            ["SKILLFLAW_CONFIG_DIR"] = _folder.FullName,
            ["SKILLFLAW_SUPERUSER_PASSWORD"] = Password,
            ["SKILLFLAW_LOG_LEVEL"] = "critical",
            ["SKILLFLAW_SHUTDOWN_TIMEOUT"] = "5",
        };
        foreach (var (name, value) in Settings)
        {
            environment[name] = value;
        }

        var console = new StringWriter();
        _app = await SkillFlawServer.BuildAsync(SettingsReader.Read(environment), console, CancellationToken.None, Configure);
        await _app.StartAsync();
        StartText = console.ToString();
        Address = new Uri(_app.Urls.First());
        AdminKey = StartText.Split("API key").ElementAtOrDefault(1)?.Trim().Split('\n')[0].Trim() ?? "";
        Admin = ClientOf(AdminKey);
        Nobody = NewClient();
    }

    /// <summary>Makes a user, in a tenant of its own unless one is given.</summary>
    public async Task<TestUser> NewUserAsync(Guid? tenantId = null)
    {
        var now = DateTimeOffset.UtcNow;
        await using var database = await Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();
        if (tenantId is null)
        {
            tenantId = Guid.NewGuid();
            database.Tenants.Add(new Tenant { TenantId = tenantId.Value, Name = "Tests", CreatedAt = now });
        }

        var user = new User
        {
            TenantId = tenantId.Value,
            Username = $"user{Interlocked.Increment(ref _users)}",
            PasswordHash = "nobody logs in with this",
            CreatedAt = now,
            UpdatedAt = now,
        };
        database.Users.Add(user);
        await database.SaveChangesAsync();
        var (key, value) = NewApiKey.Make(user.Id, user.TenantId, "test", now);
        database.ApiKeys.Add(key);
        await database.SaveChangesAsync();
        return new TestUser(user.Id, user.TenantId, user.Username, value, ClientOf(value));
    }

    /// <summary>Saves one of the flows in <c>tests/Flows</c> for a user.</summary>
    public async Task<Guid> SaveFlowAsync(TestUser user, string name, string? endpointName = null)
    {
        var json = await File.ReadAllTextAsync(Repository.File("tests", "Flows", name + ".json"));
        var root = JsonElement.Parse(json);
        var now = DateTimeOffset.UtcNow;
        var flow = new Flow
        {
            Id = Guid.NewGuid(),
            TenantId = user.TenantId,
            UserId = user.Id,
            Name = $"{name} {Guid.NewGuid():N}",
            EndpointName = endpointName,
            Data = root.TryGetProperty("data", out var data) ? data.GetRawText() : json,
            CreatedAt = now,
            UpdatedAt = now,
        };
        await using var database = await Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();
        database.Flows.Add(flow);
        await database.SaveChangesAsync();
        return flow.Id;
    }

    /// <summary>The messages of a flow, in the order in which they were stored.</summary>
    public async Task<List<StoredMessage>> MessagesAsync(Guid flowId)
    {
        await using var database = await Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();
        return await database.Messages.AsNoTracking().Where(message => message.FlowId == flowId).OrderBy(message => message.Id).ToListAsync();
    }

    /// <summary>A client that comes with an API key.</summary>
    public HttpClient ClientOf(string key)
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Add("x-api-key", key);
        return client;
    }

    public HttpClient NewClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        BaseAddress = Address,
        Timeout = TimeSpan.FromSeconds(60),
    };

    public async Task DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await Model.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>Somebody who uses the server.</summary>
public sealed record TestUser(int Id, Guid TenantId, string Username, string ApiKey, HttpClient Client);

/// <summary>The server that most tests share. Each test makes what it needs under names of its own.</summary>
[CollectionDefinition(nameof(SharedServer))]
public sealed class SharedServer : ICollectionFixture<WebServer>;

internal static class HttpReading
{
    /// <summary>Sends JSON, or nothing.</summary>
    public static Task<HttpResponseMessage> SendAsync(this HttpClient client, HttpMethod method, string path, string? json = null)
    {
        var request = new HttpRequestMessage(method, path);
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        return client.SendAsync(request);
    }

    /// <summary>Posts what may be too large. The server is asked before it is sent: one that refuses it closes the connection.</summary>
    public static Task<HttpResponseMessage> SendLargeAsync(this HttpClient client, string path, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.ExpectContinue = true;
        return client.SendAsync(request);
    }

    /// <summary>The body of an answer that must have this status.</summary>
    public static async Task<JsonElement> ReadAsync(this Task<HttpResponseMessage> sending, int status)
    {
        using var answer = await sending;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode} instead of {status}: {text}");
        return text.Length == 0 ? default : JsonElement.Parse(text);
    }

    /// <summary>The detail of an error that must have this status.</summary>
    public static async Task<string?> ReadErrorAsync(this Task<HttpResponseMessage> sending, int status) =>
        (await sending.ReadAsync(status)).GetProperty("detail").GetString();

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();
}
