using System.Net;
using SkillFlaw.WebApi.Settings;

namespace SkillFlaw.WebApi.Start;

/// <summary>Asks a server on this machine how it is, for containers in which there is nothing else to ask with.</summary>
internal static class HealthProbe
{
    /// <summary>The argument that asks for it.</summary>
    public const string Argument = "--health";

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    /// <summary>Asks the server that has these settings.</summary>
    /// <returns>What the process ends with: 0 when all parts of the server work, else 1.</returns>
    public static async Task<int> AskAsync(ServerSettings settings)
    {
        var host = IPAddress.TryParse(settings.Host, out var address) && address.Equals(IPAddress.Any) ? "127.0.0.1"
            : address is not null && address.Equals(IPAddress.IPv6Any) ? "[::1]"
            : settings.Host.Contains(':') ? $"[{settings.Host}]"
            : settings.Host;
        using var client = new HttpClient { Timeout = _limit };
        try
        {
            using var answer = await client.GetAsync(new Uri($"http://{host}:{settings.Port}/health_check"));
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return 1;
        }
    }
}
