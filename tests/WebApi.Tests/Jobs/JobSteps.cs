using System.Text.Json;

namespace SkillFlaw.WebApi.Jobs;

/// <summary>What tests do with jobs.</summary>
internal static class JobSteps
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    public static async Task<JsonElement> JobAsync(this HttpClient client, Guid job) =>
        JsonElement.Parse(await client.GetStringAsync($"/api/v1/jobs/{job}"));

    /// <summary>A job, once it has ended.</summary>
    public static Task<JsonElement> JobEndAsync(this HttpClient client, Guid job) =>
        client.JobWhenAsync(job, each => each.GetProperty("finished_at").ValueKind is not JsonValueKind.Null);

    /// <summary>A job, once something holds for it.</summary>
    public static async Task<JsonElement> JobWhenAsync(this HttpClient client, Guid job, Func<JsonElement, bool> condition)
    {
        using var limit = new CancellationTokenSource(_limit);
        while (true)
        {
            var now = await client.JobAsync(job);
            if (condition(now))
            {
                return now;
            }

            await Task.Delay(10, limit.Token);
        }
    }
}
