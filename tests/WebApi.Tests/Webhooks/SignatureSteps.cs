using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SkillFlaw.WebApi.Webhooks;

internal static class SignatureSteps
{
    public const string Secret = "a secret of both sides";

    public static string PathOf(Guid flowId) => $"/api/v1/webhook/{flowId}/signature";

    public static async Task<Guid> SignedFlowAsync(this WebServer server, TestUser user, string? endpointName = null, string more = "")
    {
        var flowId = await server.SaveFlowAsync(user, "webhook", endpointName);
        await user.Client.SendAsync(HttpMethod.Put, PathOf(flowId), $$"""{"secret":"{{Secret}}"{{more}}}""").ReadAsync(200);
        return flowId;
    }

    public static string Sign(string timestamp, string body, string secret = Secret) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}")));

    public static string Now(int seconds = 0) => DateTimeOffset.UtcNow.AddSeconds(seconds).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Sends what may be signed, with these headers.</summary>
    public static Task<HttpResponseMessage> HookAsync(this HttpClient client, object flow, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/webhook/{flow}") { Content = new StringContent(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return client.SendAsync(request);
    }

    /// <summary>Sends what is signed in the usual way.</summary>
    public static Task<HttpResponseMessage> SignedAsync(
        this HttpClient client, object flow, string body, string? timestamp = null, string secret = Secret)
    {
        timestamp ??= Now();
        return client.HookAsync(flow, body, ("X-SkillFlaw-Timestamp", timestamp), ("X-SkillFlaw-Signature", Sign(timestamp, body, secret)));
    }
}
