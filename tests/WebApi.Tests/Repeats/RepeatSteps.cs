using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using SkillFlaw.Storage;
using SkillFlaw.Storage.Repeats;

namespace SkillFlaw.WebApi.Repeats;

/// <summary>An answer in all that must be the same if it is given again.</summary>
internal sealed record KeyedAnswer(int Status, string? ContentType, string Body, bool IsReplayed)
{
    public KeyedAnswer Replayed => this with { IsReplayed = true };
}

/// <summary>What tests of requests with keys do again and again.</summary>
internal static class RepeatSteps
{
    public const string ModelFlow = "prompt-model-1.8";

    public static async Task<KeyedAnswer> PostAsync(
        this HttpClient client, string path, string key, string body, CancellationToken cancellationToken = default)
    {
        using var answer = await client.SendAsync(Request(path, key, body), cancellationToken);
        return await ReadAsync(answer);
    }

    public static HttpRequestMessage Request(string path, string key, string body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        request.Headers.Add("X-SKILLFLAW-GLOBAL-VAR-OPENAI_API_KEY", "sk-test");
        return request;
    }

    public static async Task<KeyedAnswer> ReadAsync(HttpResponseMessage answer) => new(
        (int)answer.StatusCode,
        answer.Content.Headers.ContentType?.ToString(),
        await answer.Content.ReadAsStringAsync(),
        answer.Headers.TryGetValues("Idempotency-Replayed", out var replayed) && replayed.Single() == "true");

    public static string NewKey() => Guid.NewGuid().ToString();

    public static string Asking(string text) => $$"""{"input_value":"{{text}}","session_id":"{{text}}"}""";

    public static int CallsOf(this WebServer server, string text) => server.Model.Requests.Count(request => request.LastUserText == text);

    /// <summary>The only request with a key of a tenant.</summary>
    public static async Task<RepeatableRequest> OnlyRequestAsync(this WebServer server, TestUser user)
    {
        await using var database = await server.DatabaseAsync();
        return await database.RepeatableRequests.AsNoTracking().SingleAsync(row => row.TenantId == user.TenantId);
    }

    /// <summary>Makes the only request of a tenant one that has no answer, because its node was killed or has not got to it.</summary>
    public static async Task LoseAnswerAsync(this WebServer server, TestUser user, Guid node)
    {
        await using var database = await server.DatabaseAsync();
        await database.RepeatableRequests.Where(row => row.TenantId == user.TenantId).ExecuteUpdateAsync(change => change
            .SetProperty(row => row.Status, (int?)null)
            .SetProperty(row => row.ContentType, (string?)null)
            .SetProperty(row => row.Body, (byte[]?)null)
            .SetProperty(row => row.Node, node));
    }

    public static Task<SkillFlawDb> DatabaseAsync(this WebServer server) =>
        server.Services.GetRequiredService<IDbContextFactory<SkillFlawDb>>().CreateDbContextAsync();
}
